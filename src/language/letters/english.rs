//! The sentences of letters in English, each with where its wording comes from.

use super::super::terms::{TermText, official, ours};
use super::Sentence::{self, *};

/// The wording of a sentence.
pub(super) const fn wording(sentence: Sentence) -> TermText {
    match sentence {
        SubjectFirst => ours("Establishment of the {body} and invitation to its first meeting ({place}, {dates})"),
        SubjectMeeting => official("{title}; {place}, {dates}"),
        SubjectCancellation => ours("Cancellation of {title} ({place}, {dates})"),
        Corrigendum => ours("Corrigendum {number} to {letter}"),
        Addendum => ours("Addendum {number} to {letter}"),
        Cancellation => ours("Cancellation of {letter}"),
        ConveningLetter => official("Convening letter"),
        ElectronicNotice => ours("Announcement of a meeting"),
        Invitation => {
            official("I am pleased to invite you to attend the following meeting: {title}, {place}, {dates}.")
        }
        InvitationElectronic => ours("I am pleased to invite you to attend the following e-meeting: {title}, {dates}."),
        Decision => ours(
            "I am pleased to announce the establishment of the {body}, agreed by {by} at its meeting that opened on {date}.",
        ),
        DecisionUndated => ours("I am pleased to announce the establishment of the {body}, agreed by {by}."),
        TermsIn => ours("The terms of reference of {body} are in {annex}."),
        ReportsTo => ours("{body} reports to {parent}."),
        WorksUnder => ours("{body} works under the procedures of Recommendation ITU-T {text}."),
        Person => official("{name} ({affiliation})"),
        ChairIs => ours("{person} has been appointed Chair of {body}."),
        ViceChairIs => ours("{person} has been appointed Vice-Chair of {body}."),
        OpenToSector => ours(
            "{body} is open to ITU-T members. Invited experts and designated representatives of other relevant intergovernmental organizations, standards development organizations and forums may also take part.",
        ),
        OpenToAll => ours(
            "{body} is open to ITU Member States, Sector Members, Associates and Academia, and to any individual from a country that is a member of ITU who wishes to contribute, including members or representatives of relevant standards development organizations.",
        ),
        MeetingAt => ours("{title}: the meeting will take place in {place} on {dates}."),
        MeetingAtHours => ours("{title}: the meeting will take place in {place} on {dates}, {hours} Geneva time."),
        MeetingElectronic => ours("{title}: the meeting will be held as an e-meeting on {dates}."),
        MeetingElectronicHours => {
            ours("{title}: the meeting will be held as an e-meeting on {dates}, {hours} Geneva time.")
        }
        Headquarters => official("{city} (ITU headquarters)"),
        SamePlace => ours("It will be held at the same place as the meeting of {other}, {dates}."),
        HourOnWebPage => ours("The hour will be announced on the web page of {body}."),
        HoursAre => ours("Hours: {hours} Geneva time."),
        TentativeDates => ours("Subject to confirmation."),
        OpensAt => official("The meeting will open at {hour} on {date}."),
        DeskAt => ours("Registration of participants will begin at {hour} at the Montbrillant entrance."),
        DeskElsewhere => official("Registration of participants will begin at {hour}."),
        Screens => {
            ours("Details of the meeting rooms will be shown on the screens at the entrances to ITU headquarters.")
        }
        RemoteAt => ours("Remote participation will be possible. Details are on the web page of {body}: {web}."),
        RegistrationCompulsory => ours(
            "Please note that registration is compulsory, by means of the online form on the home page of {body}. Without registration it will not be possible to access the remote participation tool.",
        ),
        OnlyLanguage => ours("Discussions will be held in {language} only."),
        Languages => ours("Languages of the meeting: {languages}."),
        InterpretationIn => ours("Interpretation will be provided in: {languages}."),
        CaptioningGiven => ours("Captioning will be provided."),
        SignLanguageGiven => ours("Sign-language interpretation will be provided."),
        WebcastGiven => ours("The meeting will be webcast."),
        WebPage => ours(
            "A web page has been set up for {body} at {web}. All information on the meeting, including schedule, registration, remote participation and documents, is to be found there.",
        ),
        DocumentsTo => ours(
            "Participants are encouraged to submit their inputs to {body} by e-mail to {email}, using the document template on its home page.",
        ),
        DocumentsBy => ours("The deadline for submission of documents is {date}."),
        DocumentsAgreed => {
            ours("The deadline for submission of documents to this meeting, as agreed by {by}, is {date}.")
        }
        Paperless => ours("Please note that this will be a paperless meeting."),
        RegisterAt => ours(
            "To enable TSB to make the necessary arrangements, please register online at {page} as soon as possible, but not later than {date}. Please note that registration of participants is online only.",
        ),
        VisaReminder => ours(
            "We would remind you that citizens of some countries are required to obtain a visa in order to enter and spend any time in Switzerland. The visa must be requested at least {weeks} weeks before the date of the meeting (by {date}) and obtained from the office (embassy or consulate) representing Switzerland in your country or, if there is no such office in your country, from the one that is closest to the country of departure.",
        ),
        VisaHelp => ours(
            "If ITU Member States, Sector Members, Associates or Academia encounter problems, ITU can, at their official request to TSB, approach the competent Swiss authorities in order to facilitate delivery of the visa, but only within the period mentioned of {weeks} weeks. Such requests should be made by means of an official letter from the administration or entity you represent. This letter must specify the name and functions, date of birth, passport number, and dates of issue and expiry of the passport of the individual(s) for whom the visa is requested; it must be accompanied by a copy of the notification of confirmation of registration approved for the ITU-T meeting in question, and must be sent to TSB by fax (No.: {fax}) or e-mail ({email}), marked “visa request”. Please also note that ITU can assist only representatives of ITU Member States, ITU-T Sector Members, ITU-T Associates and ITU Academia.",
        ),
        AgendaIn => ours("A draft agenda of the meeting, prepared by the Chair of {body}, {chair}, is in {annex}."),
        HotelIn => ours("A hotel confirmation form is in {annex}."),
        HotelList => ours("For the list of hotels, see {page}."),
        PracticalIn => ours("Practical meeting information is in {annex}."),
        TimePlanIn => ours("A draft time plan is in {annex}."),
        AnnexCount => official("Annexes: {number}"),
        AnnexTo => official("(to {letter})"),
        TermsTitle => official("Terms of Reference of the {body}"),
        AgendaTitle => ours("Draft agenda: {title}"),
        PlaceAndDates => official("({place}, {dates})"),
        CorrigendumText => {
            ours("With reference to {letter}, I would inform you of the following changes concerning {title}.")
        }
        AddendumText => ours("With reference to {letter}, the following is added concerning {title}."),
        CancellationText => ours(
            "I regret to inform you that {title}, announced for {dates} ({place}) by {letter}, will not take place.",
        ),
        RestUnchanged => ours("All other information in {letter} remains unchanged."),
        LetterOf => ours("{letter} of {date}"),
        Subject => ours("Item"),
        Was => ours("As announced"),
        IsNow => ours("Now"),
        Dates => ours("Dates"),
        Hours => ours("Hours"),
        Session => ours("Session"),
        Room => ours("Room"),
        Place => ours("Place"),
        Meeting => ours("Meeting"),
        Status => ours("Status"),
        Planned => ours("planned"),
        Tentative => ours("to be confirmed"),
        Confirmed => ours("confirmed"),
        Announced => ours("announced"),
        Held => ours("held"),
        Cancelled => ours("cancelled"),
        HalfMorning => ours("morning"),
        HalfAfternoon => ours("afternoon"),
        ToBeCompleted => ours("[to be completed]"),
        Chairs => ours("Chairs and Vice-Chairs of Study Groups"),
        DirectorDevelopment => ours("Director of BDT"),
        DirectorRadio => ours("Director of BR"),
        RegionalOffices => ours("Directors of the ITU regional offices"),
        Timetable => ours("Timetable of meetings"),
        TimetableAsOf => ours("As planned on {date}."),
        TimetableChanges => ours(
            "Changes since {number} are marked: new text is underlined, old text is struck through. Changes: {count}.",
        ),
        OptionsName => ours("Options for the dates of a meeting"),
        OptionsSubject => ours("Options for the dates of {title}"),
        OptionsIntro => {
            ours("The dates of {title} are to be agreed. {count} options are compared below; none of them is decided.")
        }
        OptionsAnswer => ours(
            "Please say of each option whether it is preferred, possible or impossible for you, not later than {date}, by e-mail to {email}.",
        ),
        OptionLabel => ours("Option {label}"),
        OptionsTentative => ours(
            "Until the answers are in, the dates remain as they are in the plan; the option chosen will be confirmed in writing.",
        ),
        Answer => ours("Answer"),
        Preferred => ours("preferred"),
        Possible => ours("possible"),
        Impossible => ours("impossible"),
        NowPlanned => ours("Dates in the plan now"),
        MustsBroken => ours("Musts not kept"),
        ShouldsBroken => ours("Shoulds not kept"),
        WishesBroken => ours("Wishes not met"),
        ClashesWith => ours("Clashes with"),
        PeopleHit => ours("People known to be concerned"),
        MovesAlong => ours("Moves with it"),
        ComparedWithPlan => ours("Compared with the plan"),
        AsGood => ours("as good"),
        Better => ours("better: {what}"),
        Worse => ours("worse: {what}"),
        ByMusts => ours("what must be kept"),
        ByShoulds => ours("what should be kept"),
        ByChange => ours("what is already known"),
        ByWishes => ours("wishes"),
        NobodyNothing => ours("none"),
        NotKnown => ours("not known"),
        DaysLeft => ours("{date} (days left: {days})"),
        DayPassed => ours("{date} (passed)"),
        Option => ours("Option"),
    }
}
