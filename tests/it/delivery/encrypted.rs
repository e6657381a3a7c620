//! Encryption and passwords.

use std::sync::Arc;
use std::time::Duration;

use convoke::delivery::session::{Server, Timeouts};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::faults::{SMALL, send_one, words};
use super::sink::{At, Fault, Manner, start};

const PATIENT: Timeouts = Timeouts::all(Duration::from_secs(60));

/// An authority, and a certificate under a name that the authority signed, with its key; all PEM.
pub(crate) fn authority_files(name: &str) -> (String, String, String) {
    let mut params = CertificateParams::new(Vec::new()).expect("an authority");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &issuer).expect("a certificate");
    (issuer.pem(), certificate.pem(), key.serialize_pem())
}

/// An authority, and a relay's end of encryption.
fn authority(name: &str) -> (String, TlsAcceptor) {
    let (authority, certificate, key) = authority_files(name);
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate.as_bytes()).expect("a certificate")],
            PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("a key"),
        )
        .expect("a certificate with its key");
    (authority, TlsAcceptor::from(Arc::new(config)))
}

fn server(url: &str, port: u16, authority: &str) -> Server {
    let url = url.replace("PORT", &port.to_string());
    Server::parse(&url).expect("a server").trusting_only(authority.as_bytes()).expect("an authority")
}

#[tokio::test]
async fn encryption_is_what_the_url_asks_for() {
    let (trusted, relay) = authority("localhost");
    let (stranger, _) = authority("localhost");
    let (_, elsewhere) = authority("mail.example.org");
    let (required, implicit, offered) =
        ("smtp://localhost:PORT?tls=required", "smtps://localhost:PORT", "smtp://localhost:PORT?tls=opportunistic");
    let starts: Vec<&'static str> = vec!["STARTTLS", "8BITMIME"];
    let never: Vec<&'static str> = vec!["8BITMIME"];
    let say = |octets: &'static [u8]| vec![(At::StartTls, Fault::Say(octets, 1))];
    let rows = [
        (required, &starts, vec![], &relay, &trusted, "accepted"),
        (offered, &starts, vec![], &relay, &trusted, "accepted"),
        (implicit, &never, vec![], &relay, &trusted, "accepted"),
        // No encryption, no message: nothing is said in the clear but EHLO.
        (required, &never, vec![], &relay, &trusted, "not-sent tls NoEncryption"),
        (offered, &never, vec![], &relay, &trusted, "accepted"),
        (required, &starts, say(b"454 4.7.0 not now\r\n"), &relay, &trusted, "deferred tls 454 4.7.0"),
        (required, &starts, say(b"501 5.5.4 what?\r\n"), &relay, &trusted, "deferred tls 501 5.5.4"),
        (offered, &starts, say(b"454 4.7.0 not now\r\n"), &relay, &trusted, "deferred tls 454 4.7.0"),
        (required, &starts, say(b"220 go\r\nthis is no handshake\r\n"), &relay, &trusted, "not-sent tls bad-answer"),
        // Somebody on the way adds words in the clear that would be read after encryption (RFC 3207 section 6).
        (
            required,
            &starts,
            say(b"220 go\r\n250-sink\r\n250 AUTH PLAIN\r\n"),
            &relay,
            &trusted,
            "not-sent tls bad-answer",
        ),
        (
            offered,
            &starts,
            say(b"220 go\r\n250-sink\r\n250 AUTH PLAIN\r\n"),
            &relay,
            &trusted,
            "not-sent tls bad-answer",
        ),
        (
            required,
            &starts,
            vec![(At::StartTls, Fault::SayAndClose(b"220 go\r\n"))],
            &relay,
            &trusted,
            "not-sent tls tls",
        ),
        (required, &starts, vec![], &relay, &stranger, "not-sent tls tls"),
        (implicit, &never, vec![], &relay, &stranger, "not-sent tls tls"),
        (required, &starts, vec![], &elsewhere, &trusted, "not-sent tls tls"),
    ];
    for (url, offers, faults, tls, authority, expected) in rows {
        let manner = Manner {
            offers: offers.clone(),
            faults,
            tls: Some(tls.clone()),
            implicit: url.starts_with("smtps"),
            ..Manner::default()
        };
        let (port, seen) = start(manner).await;
        let (outcome, marked) = send_one(&server(url, port, authority), PATIENT, &seen, SMALL).await;
        assert_eq!(words(&outcome), expected, "{url} {offers:?}: {outcome:?}");
        assert_eq!(marked, expected == "accepted");
        let told = seen.commands().iter().any(|line| line.starts_with("MAIL"));
        assert_eq!(told, expected == "accepted", "no address is told to a stranger: {:?}", seen.commands());
        assert_eq!(seen.taken().len(), usize::from(expected == "accepted"));
    }
}

#[tokio::test]
async fn passwords_go_out_encrypted_or_to_this_machine_and_are_never_shown() {
    let (trusted, relay) = authority("localhost");
    let plain = "smtp://ana:s%C3%A9cret@localhost:PORT";
    let wrong = "smtp://ana:hunter2@localhost:PORT";
    let encrypted = "smtp://ana:s%C3%A9cret@localhost:PORT?tls=required";
    let both: Vec<&'static str> = vec!["AUTH PLAIN LOGIN"];
    let login: Vec<&'static str> = vec!["AUTH CRAM-MD5 LOGIN"];
    let old: Vec<&'static str> = vec!["AUTH=LOGIN"];
    let none: Vec<&'static str> = vec!["8BITMIME"];
    let foreign: Vec<&'static str> = vec!["AUTH GSSAPI"];
    let starts: Vec<&'static str> = vec!["STARTTLS", "AUTH PLAIN"];
    let late = vec![(At::Auth, Fault::Say(b"454 4.7.0 not now\r\n", 1))];
    for (url, offers, encrypted_offers, faults, expected) in [
        (plain, &both, &none, vec![], "accepted"),
        (plain, &login, &none, vec![], "accepted"),
        (plain, &old, &none, vec![], "accepted"),
        (plain, &none, &none, vec![], "not-sent auth NoAuthentication"),
        (plain, &foreign, &none, vec![], "not-sent auth NoAuthentication"),
        (wrong, &both, &none, vec![], "deferred auth 535 5.7.8"),
        (wrong, &login, &none, vec![], "deferred auth 535 5.7.8"),
        (plain, &both, &none, late.clone(), "deferred auth 454 4.7.0"),
        (plain, &both, &none, vec![(At::Auth, Fault::Close)], "not-sent auth gone"),
        (plain, &both, &none, vec![(At::Auth, Fault::Say(b"334 more?\r\n", 1))], "not-sent auth bad-answer"),
        (encrypted, &starts, &both, vec![], "accepted"),
        (encrypted, &starts, &login, vec![], "accepted"),
        // What was offered in the clear is forgotten once it is encrypted.
        (encrypted, &starts, &none, vec![], "not-sent auth NoAuthentication"),
    ] {
        let manner = Manner {
            offers: offers.clone(),
            offers_encrypted: encrypted_offers.clone(),
            faults,
            tls: Some(relay.clone()),
            login: Some(("ana", "sécret")),
            ..Manner::default()
        };
        let (port, seen) = start(manner).await;
        let server = server(url, port, &trusted);
        let (outcome, _) = send_one(&server, PATIENT, &seen, SMALL).await;
        assert_eq!(words(&outcome), expected, "{url} {offers:?}: {outcome:?}");
        let shown = format!("{server:?} {outcome:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("cret"), "{shown}");
        assert_eq!(seen.taken().len(), usize::from(expected == "accepted"));
    }
}
