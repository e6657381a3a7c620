//! What Typst may see: the template, the letter as data, the fonts. No disk, no packages, no network, no clock.

use super::error::TypesetError;
use super::fonts::Fonts;
use std::path::PathBuf;
use std::sync::OnceLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The template.
const TEMPLATE: &str = include_str!("letter.typ");

/// One letter with its template and fonts.
pub(super) struct Desk<'a> {
    fonts: &'a Fonts,
    template: Source,
    letter: FileId,
    data: Bytes,
}

impl<'a> Desk<'a> {
    pub(super) fn new(fonts: &'a Fonts, data: Vec<u8>) -> Result<Self, TypesetError> {
        let file = |name: &str| {
            let path = VirtualPath::new(name).map_err(|error| TypesetError::Data(format!("{name}: {error:?}")))?;
            Ok(RootedPath::new(VirtualRoot::Project, path).intern())
        };
        let template = Source::new(file("letter.typ")?, TEMPLATE.to_owned());
        Ok(Self { fonts, template, letter: file("letter.json")?, data: Bytes::new(data) })
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: OnceLock<LazyHash<Library>> = OnceLock::new();
        LIBRARY.get_or_init(|| LazyHash::new(Library::default()))
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(absent(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.letter { Ok(self.data.clone()) } else { Err(absent(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.get().vpath().get_without_slash()))
}
