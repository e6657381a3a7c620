//! What a server lists (WebDAV multistatus, RFC 4918 13).

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::{Namespace, ResolveResult};

/// The namespace of WebDAV.
const DAV: &str = "DAV:";
/// The namespace of CalDAV.
const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
/// Deepest nesting read.
const DEEPEST: usize = 24;

/// One resource of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) href: String,
    /// The status of the whole resource, where it has one.
    pub(super) status: Option<u16>,
    pub(super) etag: Option<String>,
    pub(super) calendar: Option<String>,
    pub(super) is_calendar: bool,
}

/// An element with what it holds.
#[derive(Debug, Default)]
struct Element {
    /// Namespace and local name.
    name: (String, String),
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn is(&self, space: &str, local: &str) -> bool {
        self.name.0 == space && self.name.1 == local
    }

    fn all<'a>(&'a self, space: &'a str, local: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.is(space, local))
    }

    fn first<'a>(&'a self, space: &'a str, local: &'a str) -> Option<&'a Element> {
        self.all(space, local).next()
    }
}

/// Reads a list.
pub(super) fn read(text: &str) -> Result<Vec<Response>, String> {
    let root = tree(text)?;
    if !root.is(DAV, "multistatus") {
        return Err(format!("a list was expected, and it begins with `{}`", shown(&root.name.1)));
    }
    root.all(DAV, "response").map(response).collect()
}

fn response(element: &Element) -> Result<Response, String> {
    let href = element.first(DAV, "href").map(|href| href.text.trim().to_owned());
    let href = href.filter(|href| !href.is_empty()).ok_or("a resource without an address")?;
    let status = element.first(DAV, "status").map(|status| code(&status.text)).transpose()?;
    let mut response = Response { href, status, ..Response::default() };
    for propstat in element.all(DAV, "propstat") {
        let status = propstat.first(DAV, "status").map_or(Ok(200), |status| code(&status.text))?;
        if status != 200 {
            continue;
        }
        for property in propstat.all(DAV, "prop").flat_map(|prop| &prop.children) {
            if property.is(DAV, "getetag") {
                response.etag = Some(property.text.trim().to_owned()).filter(|tag| !tag.is_empty());
            } else if property.is(CALDAV, "calendar-data") {
                response.calendar = Some(property.text.clone());
            } else if property.is(DAV, "resourcetype") {
                response.is_calendar = property.first(CALDAV, "calendar").is_some();
            }
        }
    }
    Ok(response)
}

/// The number in `HTTP/1.1 200 OK`.
fn code(status: &str) -> Result<u16, String> {
    let number = status.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    number.ok_or_else(|| format!("`{}` is no status", shown(status)))
}

fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}

/// Reads a document into elements. References to characters and the five entities of XML are resolved; a document that
/// declares others is refused.
fn tree(text: &str) -> Result<Element, String> {
    let mut reader = NsReader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|error| error.to_string())?;
        let space = match space {
            ResolveResult::Bound(Namespace(space)) => space.to_owned(),
            _ => String::new(),
        };
        let top = open.last_mut().ok_or("elements end that never began")?;
        match event {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(format!("elements nested more than {DEEPEST} deep"));
                }
                let local = start.local_name().as_ref().to_owned();
                open.push(Element { name: (space, local), ..Element::default() });
            }
            Event::Empty(empty) => {
                let local = empty.local_name().as_ref().to_owned();
                top.children.push(Element { name: (space, local), ..Element::default() });
            }
            Event::End(_) => {
                let done = open.pop().ok_or("elements end that never began")?;
                open.last_mut().ok_or("elements end that never began")?.children.push(done);
            }
            Event::Text(text) => top.text.push_str(&text.xml10_content()),
            Event::CData(text) => top.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                match (character, &*reference.xml10_content()) {
                    (Some(character), _) => top.text.push(character),
                    (None, "amp") => top.text.push('&'),
                    (None, "lt") => top.text.push('<'),
                    (None, "gt") => top.text.push('>'),
                    (None, "quot") => top.text.push('"'),
                    (None, "apos") => top.text.push('\''),
                    (None, other) => return Err(format!("the entity `{}` is unknown", shown(other))),
                }
            }
            Event::Eof => break,
            Event::DocType(_) => return Err("it declares a document type".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    let mut root = open.pop().filter(|_| open.is_empty()).ok_or("it ends in the middle")?;
    match root.children.pop() {
        Some(one) if root.children.is_empty() => Ok(one),
        _ => Err("it is no XML document".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_whatever_its_prefixes() {
        let text = "<?xml version='1.0'?>\n<d:multistatus xmlns:d='DAV:' xmlns='urn:ietf:params:xml:ns:caldav'>\
            <d:response><d:href>/m/a.ics</d:href><d:propstat><d:prop><d:getetag>\"1&quot;</d:getetag>\
            <calendar-data>BEGIN:X&#13;\nSUMMARY:a &amp; b&#x4f1a;<![CDATA[<c>]]>\n</calendar-data></d:prop>\
            <d:status>HTTP/1.1 200 OK</d:status></d:propstat>\
            <d:propstat><d:prop><d:getetag>no</d:getetag></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>\
            </d:response><d:response><d:href>/m/</d:href><d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response>\
            <d:response><d:href>/m/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/><calendar/></d:resourcetype>\
            </d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>";
        let found = read(text).expect("a list");
        assert_eq!(found[0].etag.as_deref(), Some("\"1\""));
        assert_eq!(found[0].calendar.as_deref(), Some("BEGIN:X\r\nSUMMARY:a & b会<c>\n"));
        assert_eq!((found[1].href.as_str(), found[1].status), ("/m/", Some(507)));
        assert!(found[2].is_calendar && !found[0].is_calendar);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let deep = "<a>".repeat(100) + &"</a>".repeat(100);
        for (text, reason) in [
            ("", "no XML"),
            ("<html/>", "begins with `html`"),
            ("<multistatus/>", "begins with `multistatus`"),
            ("<multistatus xmlns='DAV:'><response/></multistatus>", "without an address"),
            ("<multistatus xmlns='DAV:'><response><href>x</href>", "middle"),
            ("<multistatus xmlns='DAV:'></response>", ""),
            ("<!DOCTYPE x [<!ENTITY e 'e'>]><multistatus xmlns='DAV:'>&e;</multistatus>", "document type"),
            ("<multistatus xmlns='DAV:'>&e;</multistatus>", "entity"),
            (
                "<multistatus xmlns='DAV:'><response><href>x</href><status>OK</status></response></multistatus>",
                "no status",
            ),
            (&deep, "nested"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
