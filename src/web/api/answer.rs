//! How answers and refusals of the interface look, and answers that are given again.

use crate::web::error::WebError;
use crate::web::guard::Who;
use crate::web::state::Service;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::future::Future;
use utoipa::ToSchema;

/// A refusal, as programs read it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Refusal {
    /// A stable word: `absent`, `forbidden`, `conflict`, `invalid`, `findings` …
    pub(crate) error: String,
    /// In words.
    pub(crate) message: String,
    /// Findings of files that were sent, each with place and remedy.
    #[schema(value_type = Vec<Object>)]
    pub(crate) findings: Value,
}

/// A [`WebError`] told in JSON.
#[derive(Debug)]
pub(crate) struct ApiError(pub(crate) WebError);

impl<E: Into<WebError>> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.0.json()
    }
}

/// What handlers of the interface give.
pub(crate) type Answered<T> = Result<T, ApiError>;

/// A JSON body; what cannot be read is told in JSON, too.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::BytesRejection(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiError(WebError::TooLarge(2_000_000)))
            }
            Err(error) => Err(ApiError(WebError::Invalid(error.body_text()))),
        }
    }
}

/// Names in the path.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(value)| Self(value)).map_err(|_: PathRejection| ApiError(WebError::Absent))
    }
}

/// Keys are as long as a digest at most.
const LONGEST_KEY: usize = 128;

/// Does something once for each key: asked again with the same key and body, the same is answered; with another body, that is
/// a conflict. Without a key it is simply done.
pub(crate) async fn once<T: Serialize>(
    service: &Service,
    who: &Who,
    headers: &HeaderMap,
    asked: &impl Serialize,
    work: impl Future<Output = Result<(StatusCode, T), WebError>>,
) -> Answered<Response> {
    let Some(key) = headers.get("idempotency-key") else {
        let (status, value) = work.await?;
        return Ok((status, Json(value)).into_response());
    };
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY && key.is_ascii());
    let Some(key) = key else {
        return Err(ApiError(WebError::Invalid(format!("Idempotency-Key: expected 1 to {LONGEST_KEY} characters"))));
    };
    let asked = serde_json::to_vec(asked).map_err(|error| WebError::Inside(error.to_string()))?;
    let digest: String = Sha256::digest(&asked).iter().map(|byte| format!("{byte:02x}")).collect();
    let account = who.account.number;
    if let Some(known) = service.store.begin_answer(account, key, &digest).await? {
        if known.digest != digest {
            return Err(ApiError(WebError::Conflict("this Idempotency-Key was used for something else".to_owned())));
        }
        let Some((status, body)) = known.answer else {
            return Err(ApiError(WebError::Conflict("the same request is being worked on".to_owned())));
        };
        let body: Value = serde_json::from_str(&body).map_err(|error| WebError::Inside(error.to_string()))?;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        return Ok((status, Json(body)).into_response());
    }
    match work.await {
        Ok((status, value)) => {
            let body = serde_json::to_value(value).map_err(|error| WebError::Inside(error.to_string()))?;
            service.store.end_answer(account, key, Some((status.as_u16(), &body.to_string()))).await?;
            Ok((status, Json(body)).into_response())
        }
        // What was refused may be tried again under the same key.
        Err(error) => {
            service.store.end_answer(account, key, None).await?;
            Err(ApiError(error))
        }
    }
}
