//! Connections: as many as there may be at once, each closed when a request does not come, or comes too slowly.
//!
//! `axum::serve` waits for ever for the head of a request, so that whoever opens many connections and sends a byte now and
//! then takes all there are. Therefore hyper is asked itself, which knows such a limit.

use super::state::{Limits, Service};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower_service::Service as _;

/// The longest head of a request, in bytes.
const HEAD: usize = 64 << 10;
/// Plans that are read before anybody asks for them.
const FIRST: usize = 3;
/// How long to wait when no connection can be taken, for instance because too many files are open.
const PAUSE: Duration = Duration::from_millis(500);

/// Serves pages until `ends`, and then until what was begun is answered.
pub async fn serve(listener: TcpListener, service: Service, ends: impl Future<Output = ()>) {
    let limits = service.setup.limits;
    tokio::spawn(at_hand(service.clone()));
    let (pages, room) = (super::router(service), Arc::new(Semaphore::new(limits.connections)));
    let begun = GracefulShutdown::new();
    tokio::pin!(ends);
    loop {
        let taken = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            () = &mut ends => break,
            taken = taken => taken,
        };
        let Ok((stream, from)) = accepted else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let watching = begun.watch(connection(stream, from, pages.clone(), limits));
        tokio::spawn(async move {
            // However it ended, there is nobody left to be told.
            let _ended = watching.await;
            drop(place);
        });
    }
    begun.shutdown().await;
}

/// Reads the plans that somebody will want to look at first, before anybody waits for them. What cannot be read says so to
/// whoever asks for it.
async fn at_hand(service: Service) {
    let _unreadable = service.public.announced(&service).await;
    let Ok(scenarios) = service.store.scenarios().await else { return };
    let mut newest: Vec<_> = scenarios.iter().collect();
    newest.sort_by_key(|head| std::cmp::Reverse(head.made_at));
    for head in newest.into_iter().take(FIRST) {
        let _unreadable = service.boards.open(&service.store, &head.name).await;
    }
}

fn connection(
    stream: TcpStream,
    from: SocketAddr,
    pages: Router,
    limits: Limits,
) -> impl GracefulConnection<Error = hyper::Error> {
    // Small answers leave at once.
    let _slower = stream.set_nodelay(true);
    let answer = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        pages.clone().call(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), answer)
}
