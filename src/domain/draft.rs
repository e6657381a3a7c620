//! The words of a letter that no rule looks at: what a secretariat types once and a letter then carries, in the languages
//! of its recipients. Dates, hours and places are not among them: they come from the plan.

use super::ids::MeetingId;
use super::language::Language;
use super::text::{EmailAddress, Line, Paragraphs, WebAddress};
use std::collections::BTreeMap;

/// A sentence, title or name by language.
pub type Words = BTreeMap<Language, Line>;

/// Several lines by language, each line a paragraph of its own.
pub type Prose = BTreeMap<Language, Paragraphs>;

/// A paragraph that the program words, from the facts of body, meeting and letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Formula {
    /// The invitation to a meeting already known.
    Invitation,
    /// The body was created, by whom and when.
    Decision,
    /// Where the terms of reference are, and to whom the body reports.
    TermsOfReference,
    /// Who holds its offices.
    Officers,
    /// What it works on: the words are the draft's own.
    Scope,
    /// Who may take part.
    Participants,
    /// When and where the meeting is.
    Meeting,
    /// Opening hour, registration desk, rooms on the screens.
    Opening,
    /// How to take part from afar.
    Remote,
    /// In which languages, with which services.
    Languages,
    /// The web page.
    Web,
    /// How and by when documents are submitted.
    Documents,
    /// No paper.
    Paperless,
    /// How and by when people register.
    Registration,
    /// Where the draft agenda is.
    Agenda,
    /// Where the draft time plan is.
    TimePlan,
    /// Where the hotel form is.
    Hotel,
    /// Where practical information is.
    Practical,
    /// How to get a visa.
    Visa,
    /// The table of deadlines.
    Deadlines,
}

impl Formula {
    /// All with the words that files use.
    pub const ALL: [(Formula, &'static str); 20] = [
        (Formula::Invitation, "invitation"),
        (Formula::Decision, "decision"),
        (Formula::TermsOfReference, "terms-of-reference"),
        (Formula::Officers, "officers"),
        (Formula::Scope, "scope"),
        (Formula::Participants, "participants"),
        (Formula::Meeting, "meeting"),
        (Formula::Opening, "opening"),
        (Formula::Remote, "remote"),
        (Formula::Languages, "languages"),
        (Formula::Web, "web"),
        (Formula::Documents, "documents"),
        (Formula::Paperless, "paperless"),
        (Formula::Registration, "registration"),
        (Formula::Agenda, "agenda"),
        (Formula::TimePlan, "time-plan"),
        (Formula::Hotel, "hotel"),
        (Formula::Practical, "practical"),
        (Formula::Visa, "visa"),
        (Formula::Deadlines, "deadlines"),
    ];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(formula, _)| *formula == self).map_or("?", |(_, word)| word)
    }
}

/// A part of a paragraph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Passage {
    /// Worded by the program.
    Formula(Formula),
    /// Worded by the secretariat.
    Prose(Prose),
    /// Worded by the secretariat, a numbered point under the paragraph (1.1, 1.2 …).
    Point(Prose),
}

/// How the points of a list are marked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Marker {
    /// 1, 2, 3.
    #[default]
    Number,
    /// a), b), c).
    Letter,
    /// An en dash.
    Dash,
    /// A bullet.
    Bullet,
}

impl Marker {
    /// All with the words that files use.
    pub const ALL: [(Marker, &'static str); 4] =
        [(Marker::Number, "number"), (Marker::Letter, "letter"), (Marker::Dash, "dash"), (Marker::Bullet, "bullet")];
}

/// A section of an annex.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Section {
    /// Its heading.
    pub title: Words,
    /// Text before the points.
    pub text: Prose,
    /// Points.
    pub points: Vec<Prose>,
    /// How they are marked.
    pub marker: Marker,
    /// Text after the points.
    pub after: Prose,
}

/// How annexes are counted; both occur in circulars.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum AnnexLabels {
    /// Annex 1, Annex 2.
    #[default]
    Numbers,
    /// Annex A, Annex B.
    Letters,
}

impl AnnexLabels {
    /// All with the words that files use.
    pub const ALL: [(AnnexLabels, &'static str); 2] =
        [(AnnexLabels::Numbers, "numbers"), (AnnexLabels::Letters, "letters")];
}

/// Where formal requests for visa support go.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VisaDesk {
    /// Fax number, as printed.
    pub fax: Option<Line>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
}

/// The words of one letter. What is absent is left open in the letter, visibly, and told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// The meeting announced.
    pub meeting: MeetingId,
    /// Telephone of the office, as printed.
    pub telephone: Option<Line>,
    /// Fax of the office, as printed.
    pub fax: Option<Line>,
    /// Subject; where there is none, it is made of the title, place and dates of the meeting.
    pub subject: Words,
    /// What the body works on.
    pub scope: Prose,
    /// The numbered paragraphs, each of one or more passages; empty: the usual ones in their usual order.
    pub paragraphs: Vec<Vec<Passage>>,
    /// The last sentence before the closing formula.
    pub wish: Words,
    /// Name of the signatory.
    pub signatory: Words,
    /// How annexes are counted.
    pub annexes: AnnexLabels,
    /// Terms of reference, for an annex.
    pub terms: Vec<Section>,
    /// What stands under the terms of reference, such as their source.
    pub terms_source: Words,
    /// Points of the draft agenda, for an annex.
    pub agenda: Vec<Words>,
    /// Practical information, for an annex.
    pub practical: Vec<Section>,
    /// With the hotel form as an annex.
    pub hotel_form: bool,
    /// Page with the list of hotels.
    pub hotel_page: Option<WebAddress>,
    /// Page of online registration.
    pub registration_page: Option<WebAddress>,
    /// Where requests for visa support go.
    pub visa: VisaDesk,
}

impl Draft {
    /// A draft with no words at all.
    pub fn empty(meeting: MeetingId) -> Self {
        Self {
            meeting,
            telephone: None,
            fax: None,
            subject: Words::new(),
            scope: Prose::new(),
            paragraphs: Vec::new(),
            wish: Words::new(),
            signatory: Words::new(),
            annexes: AnnexLabels::default(),
            terms: Vec::new(),
            terms_source: Words::new(),
            agenda: Vec::new(),
            practical: Vec::new(),
            hotel_form: false,
            hotel_page: None,
            registration_page: None,
            visa: VisaDesk::default(),
        }
    }
}
