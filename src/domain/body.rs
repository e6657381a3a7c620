//! Bodies: who meets, under which parent and which terms of reference.

use super::days::{CalendarDays, CalendarMonths, CalendarWeeks};
use super::ids::{AreaId, BodyId, CountryCode};
use super::language::Language;
use super::text::{EmailAddress, Line, WebAddress};
use super::time::Zone;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// What kind of body meets. The rules apply by kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BodyKind {
    /// ITU-T study group (SG).
    StudyGroup,
    /// Telecommunication Standardization Advisory Group (TSAG).
    AdvisoryGroup,
    /// Working party of a study group (WP).
    WorkingParty,
    /// Rapporteur group (RG) of a study group or of TSAG.
    RapporteurGroup,
    /// Joint coordination activity (JCA).
    JointCoordinationActivity,
    /// Focus group (FG).
    FocusGroup,
    /// A series of workshops, or a single one.
    Workshop,
    /// Regional group of a study group.
    RegionalGroup,
    /// Working or expert group of the Council.
    CouncilGroup,
    /// A body that is not of ITU-T.
    OutsideBody,
}

impl BodyKind {
    /// All kinds with the words that files use for them.
    pub const ALL: [(BodyKind, &'static str); 10] = [
        (BodyKind::StudyGroup, "study-group"),
        (BodyKind::AdvisoryGroup, "advisory-group"),
        (BodyKind::WorkingParty, "working-party"),
        (BodyKind::RapporteurGroup, "rapporteur-group"),
        (BodyKind::JointCoordinationActivity, "joint-coordination-activity"),
        (BodyKind::FocusGroup, "focus-group"),
        (BodyKind::Workshop, "workshop"),
        (BodyKind::RegionalGroup, "regional-group"),
        (BodyKind::CouncilGroup, "council-group"),
        (BodyKind::OutsideBody, "outside-body"),
    ];

    /// The word that files use.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("?", |(_, word)| word)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            BodyKind::StudyGroup => "study group",
            BodyKind::AdvisoryGroup => "advisory group",
            BodyKind::WorkingParty => "working party",
            BodyKind::RapporteurGroup => "rapporteur group",
            BodyKind::JointCoordinationActivity => "joint coordination activity",
            BodyKind::FocusGroup => "focus group",
            BodyKind::Workshop => "workshop",
            BodyKind::RegionalGroup => "regional group",
            BodyKind::CouncilGroup => "Council group",
            BodyKind::OutsideBody => "outside body",
        }
    }

    /// Bodies convened by collective letter under Rec. ITU-T A.1 clause 1.3.2: study groups, working parties, TSAG.
    pub fn convened_by_collective_letter(self) -> bool {
        matches!(self, BodyKind::StudyGroup | BodyKind::AdvisoryGroup | BodyKind::WorkingParty)
    }
}

/// The part an officer plays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Chair.
    Chair,
    /// Vice-chair.
    ViceChair,
    /// Rapporteur.
    Rapporteur,
    /// Associate rapporteur.
    AssociateRapporteur,
    /// Counsellor or engineer of TSB.
    Counsellor,
}

impl Role {
    /// All roles with the words that files use.
    pub const ALL: [(Role, &'static str); 5] = [
        (Role::Chair, "chair"),
        (Role::ViceChair, "vice-chair"),
        (Role::Rapporteur, "rapporteur"),
        (Role::AssociateRapporteur, "associate-rapporteur"),
        (Role::Counsellor, "counsellor"),
    ];
}

/// A person with an office in a body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Officer {
    /// Name as printed in letters.
    pub name: Line,
    /// Office held.
    pub role: Role,
    /// Country or organisation as printed.
    pub affiliation: Option<Line>,
    /// Country.
    pub country: Option<CountryCode>,
    /// Address; examples use `example.org`.
    pub email: Option<EmailAddress>,
}

/// Members counted by country and zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberGroup {
    /// Country, when known.
    pub country: Option<CountryCode>,
    /// Zone in which they work.
    pub zone: Zone,
    /// How many people.
    pub people: NonZeroU32,
}

/// How often a body must meet in a calendar year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Frequency {
    /// Exactly so many meetings a year (JCA-ML: 3).
    Exactly(u8),
    /// At least so many meetings a year (JCA-AHF: 2; TSAG: 1).
    AtLeast(u8),
}

/// When something is offered at a body's meetings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Offer {
    /// At every meeting.
    Always,
    /// When somebody asks for it in time.
    OnRequest,
}

/// One edition of a body's terms of reference; each field is a rule of its own that overrides the A-series default.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TermsOfReference {
    /// In force from this day; `None` = since the body exists.
    pub from: Option<NaiveDate>,
    /// Where it is written.
    pub source: Option<Line>,
    /// Contributions reach the secretariat so many calendar days before the opening (FG M2M: 10; FG DLT: 12).
    pub contributions_before: Option<CalendarDays>,
    /// Meetings are announced so many weeks before the opening.
    pub announced_before: Option<CalendarWeeks>,
    /// Deliverables reach the parent so many weeks before its meeting (FG DFC, FG DLT: 4).
    pub deliverables_before_parent: Option<CalendarWeeks>,
    /// Meetings a calendar year.
    pub frequency: Option<Frequency>,
    /// Months from the opening of one meeting to the opening of the next (TSAG 2017-2020: 9).
    pub cycle: Option<CalendarMonths>,
    /// Lifetime counted from the first meeting (FG M2M: 12 months; FG DLT: 18).
    pub lifetime: Option<CalendarMonths>,
    /// The parent reviews by this day whether the body continues.
    pub review_by: Option<NaiveDate>,
    /// Never at the same time as another group of the same parent (RG-WM).
    pub meets_alone: Option<bool>,
    /// Meets inside the parent's meetings (TSAG rapporteur groups), the exception to A.1 2.3.3.13.
    pub meets_inside_parent: Option<bool>,
    /// Further meetings are normally electronic (RG-WM).
    pub electronic_between: Option<bool>,
    /// Physical meetings only back-to-back and co-located with the parent's (RG-SC).
    pub physical_only_with_parent: Option<bool>,
    /// Longest physical meeting in working days (RG-WM: 3).
    pub longest_physical: Option<u8>,
    /// Working languages; English alone for most JCAs and focus groups.
    pub languages: Option<Vec<Language>>,
    /// No paper documents.
    pub paperless: Option<bool>,
    /// Captions.
    pub captions: Option<Offer>,
    /// Sign-language interpretation.
    pub sign_language: Option<Offer>,
    /// Remote participation at physical meetings.
    pub remote_participation: Option<Offer>,
}

/// How and when a body was created.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Establishment {
    /// First day of the meeting that decided.
    pub decided_on: Option<NaiveDate>,
    /// The body that decided.
    pub decided_by: Option<BodyId>,
    /// Day on which the proposal was notified electronically (JCA: A.1 2.2.2).
    pub notified_on: Option<NaiveDate>,
    /// The TSB circular that announced it, as printed.
    pub circular: Option<Line>,
    /// Date of that circular.
    pub circular_dated: Option<NaiveDate>,
    /// Announced in the newslog or by press release too.
    pub newslog: Option<bool>,
    /// The day it ended, if it did.
    pub ended_on: Option<NaiveDate>,
}

/// A body that meets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Body {
    /// Identifier.
    pub id: BodyId,
    /// Kind.
    pub kind: BodyKind,
    /// Name in English.
    pub name: Line,
    /// Name in other languages.
    pub names: BTreeMap<Language, Line>,
    /// Parent body, to which it reports.
    pub parent: Option<BodyId>,
    /// Area whose meetings are counted together.
    pub area: Option<AreaId>,
    /// Officers, chair first.
    pub officers: Vec<Officer>,
    /// Members by country and zone.
    pub members: Vec<MemberGroup>,
    /// People usually in the room.
    pub attendance: Option<NonZeroU32>,
    /// Contact address of its secretariat.
    pub contact: Option<EmailAddress>,
    /// Home page.
    pub web: Option<WebAddress>,
    /// Letter code used in references, such as `SG13/TK`.
    pub reference_code: Option<Line>,
    /// How it was created.
    pub establishment: Establishment,
    /// Editions of its terms of reference, oldest first.
    pub terms: Vec<TermsOfReference>,
}

impl Body {
    /// The terms of reference in force on a day: the latest edition not later than it, else the empty ones.
    pub fn terms_on(&self, day: NaiveDate) -> &TermsOfReference {
        static NONE: std::sync::OnceLock<TermsOfReference> = std::sync::OnceLock::new();
        self.terms
            .iter()
            .rev()
            .find(|terms| terms.from.is_none_or(|from| from <= day))
            .unwrap_or_else(|| NONE.get_or_init(TermsOfReference::default))
    }

    /// The name in a language, English where there is none.
    pub fn name_in(&self, language: Language) -> &Line {
        self.names.get(&language).unwrap_or(&self.name)
    }

    /// The chair, or the rapporteur of a rapporteur group.
    pub fn chair(&self) -> Option<&Officer> {
        self.officers.iter().find(|officer| matches!(officer.role, Role::Chair | Role::Rapporteur))
    }
}

/// People who follow two bodies; when both meet at once, so many cannot be in both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SharedDelegates {
    /// One body.
    pub a: BodyId,
    /// The other.
    pub b: BodyId,
    /// How many people follow both.
    pub people: NonZeroU32,
}
