//! A service over a store of its own, with people of every kind.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use convoke::app::sandbox::NoSandbox;
use convoke::domain::access::{Extent, Role, Roles};
use convoke::domain::ids::BodyId;
use convoke::domain::time::ZoneData;
use convoke::exchange::sheets::Desk as Workbooks;
use convoke::identity::Provider;
use convoke::store::{Changed, NewRevision, Purpose, Store};
use convoke::web::{Chance, Clock, Limits, Service, Setup, router};
use sqlx::Row as _;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt as _;

pub(crate) const BASE: &str = "http://localhost:8080";

/// Who asks in tests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Persona {
    Anonymous,
    Viewer,
    Planner,
    Approver,
    Administrator,
    /// A planner of a body that the scenario does not know.
    Stranger,
}

impl Persona {
    pub(crate) const ALL: [Persona; 6] = [
        Persona::Anonymous,
        Persona::Viewer,
        Persona::Planner,
        Persona::Approver,
        Persona::Administrator,
        Persona::Stranger,
    ];

    fn roles(self) -> Option<Roles> {
        let one = |role| Some(Roles::default().with(Extent::Everything, role));
        match self {
            Persona::Anonymous => None,
            Persona::Viewer => one(Role::Viewer),
            Persona::Planner => one(Role::Planner),
            Persona::Approver => one(Role::Approver),
            Persona::Administrator => one(Role::Administrator),
            Persona::Stranger => {
                let body = BodyId::parse("ELSEWHERE").expect("an id");
                Some(Roles::default().with(Extent::Body(body), Role::Planner))
            }
        }
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// As people read it: without the marks that keep words of other directions apart.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).replace(['\u{2068}', '\u{2069}'], "")
    }

    /// The text as people see it: without the marks that keep directions apart, and with plain strokes.
    pub(crate) fn words(&self) -> String {
        self.text().replace("&#x2f;", "/")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }
}

/// A service, its store, and who is signed in.
pub(crate) struct Site {
    pub(crate) router: Router,
    pub(crate) store: Store,
    secrets: BTreeMap<Persona, String>,
    _folder: Option<tempfile::TempDir>,
}

/// The scenario of every site.
pub(crate) const SCENARIO: &str = "jca-ml-2023-open";

/// The files of an example.
pub(crate) fn example(folder: &str, names: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder);
    let read = |name: &&str| ((*name).to_owned(), std::fs::read(root.join(name)).expect("a file of an example"));
    names.iter().map(read).collect()
}

impl Site {
    /// Over a new SQLite file.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        Self { _folder: Some(folder), ..Self::over(&address, Limits::default()).await }
    }

    /// Over a new SQLite file, with a provider of identities.
    pub(crate) async fn with_provider(provider: Provider) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        let site = Self::made(&address, Limits::default(), Some(Arc::new(provider)), Vec::new()).await;
        Self { _folder: Some(folder), ..site }
    }

    /// Over a new SQLite file; these hosts may be private.
    pub(crate) async fn allowing(hosts: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        let site = Self::made(&address, Limits::default(), None, hosts).await;
        Self { _folder: Some(folder), ..site }
    }

    /// Over any store.
    pub(crate) async fn over(address: &str, limits: Limits) -> Self {
        Self::made(address, limits, None, Vec::new()).await
    }

    /// Over a store with all that it holds: nobody is signed in.
    pub(crate) async fn again(address: &str) -> Self {
        let service = service_over(address, Limits::default()).await;
        let store = service.store.clone();
        Self { router: router(service), store, secrets: BTreeMap::new(), _folder: None }
    }

    async fn made(address: &str, limits: Limits, openid: Option<Arc<Provider>>, private: Vec<String>) -> Self {
        let service = service_of(address, limits, openid, private).await;
        let store = service.store.clone();
        let router = router(service);
        let mut site = Self { router, store, secrets: BTreeMap::new(), _folder: None };
        // The first account of a store administers it.
        for persona in [Persona::Administrator, Persona::Viewer, Persona::Planner, Persona::Approver, Persona::Stranger]
        {
            site.enrol(persona).await;
        }
        let files = example("jca-ml-2023", &["open.toml", "facts.toml"]);
        site.keep(SCENARIO, "open.toml", &files).await;
        site
    }

    async fn enrol(&mut self, persona: Persona) {
        let Some(roles) = persona.roles() else { return };
        let name = format!("{persona:?}");
        let address = format!("{}@example.org", name.to_lowercase());
        let made = self.store.make_account("test", &name, &address, &roles).await.expect("an account");
        let Changed::Done(number) = made else { panic!("{made:?}") };
        let secret = format!("{:064x}", 0xC0FFEE + number);
        let day = 86_400_000;
        let kept = self.store.keep_credential(Purpose::Session, number, &secret, ("", ""), day);
        kept.await.expect("a session");
        self.secrets.insert(persona, secret);
    }

    /// Keeps the files of a scenario.
    pub(crate) async fn keep(&self, name: &str, main: &str, files: &BTreeMap<String, Vec<u8>>) {
        let new = NewRevision { name, title: name, main, files, by: "test", why: "a test", seen: 0 };
        assert_eq!(self.store.revise(&new).await.expect("a revision"), Some(1));
    }

    /// The word of a persona's session, as forms show it.
    pub(crate) fn token(&self, persona: Persona) -> String {
        token_of(&self.secrets[&persona])
    }

    /// A request as a browser on our own pages would make it.
    pub(crate) fn request(&self, method: Method, path: &str, persona: Persona) -> axum::http::request::Builder {
        let mut request = Request::builder().method(&method).uri(path).header(header::HOST, "localhost:8080");
        request = request.header("sec-fetch-site", "same-origin");
        if let Some(secret) = self.secrets.get(&persona) {
            request = request.header(header::COOKIE, format!("__Host-convoke={secret}"));
            if method != Method::GET {
                request = request.header("x-convoke-token", self.token(persona));
            }
        }
        request
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 100_000_000).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, path: &str, persona: Persona) -> Answer {
        self.send(self.request(Method::GET, path, persona).body(Body::empty()).expect("a request")).await
    }

    /// Posts a form.
    pub(crate) async fn post(&self, path: &str, persona: Persona, form: &str) -> Answer {
        let request = self.request(Method::POST, path, persona);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).expect("a request")).await
    }

    /// Posts a JSON document.
    pub(crate) async fn post_json(&self, path: &str, persona: Persona, body: &serde_json::Value) -> Answer {
        let request = self.request(Method::POST, path, persona).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }
}

/// What stands in a store of SQLite, table by table, but for when secrets were last shown and for some tables.
pub(crate) async fn everything(address: &str, but: &[&str]) -> String {
    let pool = sqlx::SqlitePool::connect(address).await.expect("the store");
    let mut text = String::new();
    let tables = sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    for table in tables.fetch_all(&pool).await.expect("tables") {
        let table: String = table.get(0);
        if but.contains(&table.as_str()) {
            continue;
        }
        let columns = "SELECT name FROM pragma_table_info($1) WHERE name <> 'used_at'";
        let columns = sqlx::query(columns).bind(&table).fetch_all(&pool).await.expect("columns");
        let columns: Vec<String> =
            columns.iter().map(|row| format!("quote(\"{}\")", row.get::<String, _>(0))).collect();
        let all = format!("SELECT {} FROM \"{table}\" ORDER BY 1", columns.join(" || ',' || "));
        for row in sqlx::query(sqlx::AssertSqlSafe(all)).fetch_all(&pool).await.expect("rows") {
            _ = writeln!(text, "{table}: {}", row.get::<Option<String>, _>(0).unwrap_or_default());
        }
    }
    pool.close().await;
    text
}

/// The word of a session with this secret, as forms show it.
pub(crate) fn token_of(secret: &str) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::new().chain_update(b"form ").chain_update(secret.as_bytes()).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The service over any store, as tests set it up.
pub(crate) async fn service_over(address: &str, limits: Limits) -> Service {
    service_of(address, limits, None, Vec::new()).await
}

async fn service_of(address: &str, limits: Limits, openid: Option<Arc<Provider>>, private: Vec<String>) -> Service {
    static ZONES: OnceLock<ZoneData> = OnceLock::new();
    let store = Store::open(address, true).await.expect("a store");
    let setup = Setup {
        base: BASE.to_owned(),
        proxies: 0,
        plays: None,
        workbooks: Workbooks { sandbox: &NoSandbox, stop: None },
        fetches: Some(private),
        openid,
        records: false,
        limits,
        by: "test".to_owned(),
    };
    let clock = Clock::new(|| 1_700_000_000);
    let drawn = Arc::new(AtomicU64::new(1));
    let chance = Chance::new(move || {
        let mut bits = [0; 32];
        bits[..8].copy_from_slice(&drawn.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        Some(bits)
    });
    Service::new(store, ZONES.get_or_init(ZoneData::bundled), setup, clock, chance)
}
