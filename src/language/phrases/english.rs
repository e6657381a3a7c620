//! The phrases in English.

use super::Phrase::{self, *};

/// The pattern of a phrase.
pub(super) const fn pattern(phrase: Phrase) -> &'static str {
    match phrase {
        SubjectInvitation => "Invitation: {title}, {dates}",
        SubjectUpdate => "Changed: {title}, {dates}",
        SubjectCancellation => "Cancelled: {title}, {dates}",
        OpeningInvitation => "You are invited to the following meeting.",
        OpeningUpdate => "The following meeting has changed; this message replaces the earlier one.",
        OpeningCancellation => "The following meeting has been cancelled.",
        Meeting => "Meeting",
        Body => "Group",
        Parent => "Parent group",
        Chair => "Chair",
        Dates => "Date",
        Hours => "Time",
        Place => "Place",
        Participation => "Participation",
        Languages => "Languages",
        Services => "Services",
        Page => "Web page",
        Join => "Join",
        NameAndAddress => "{name}, {address}",
        Contact => "Contact",
        Deadlines => "Key deadlines",
        Tentative => "These dates are tentative and may change.",
        HourToBeAnnounced => "to be announced",
        MorningOf => "in the morning; the hour is to be announced",
        AfternoonOf => "in the afternoon; the hour is to be announced",
        OpensAt => "opens on the first day at {hour}",
        DeskAt => "registration desk opens at {hour}",
        EachDay => "{hours}, on each day",
        InGeneva => "{hours} Geneva time (Europe/Zurich, UTC{offset})",
        InUtc => "{hours} UTC",
        InZone => "{hours} your time ({zone}, UTC{offset})",
        AtVenue => "{hours} at the venue ({zone}, UTC{offset})",
        InNamedZone => "{hours} ({zone}, UTC{offset})",
        NextDay => "{hour} (next day)",
        OnDay => "{date}, {time}",
        Physical => "in person",
        Webcast => "in person, with webcast",
        Hybrid => "in person or remotely",
        Electronic => "e-meeting (remotely only)",
        Interpretation => "interpretation ({languages})",
        Captions => "captioning",
        SignLanguage => "sign-language interpretation",
        WebcastService => "webcast",
        RegistrationRequired => "Registration is compulsory: the link to join is sent to registered participants only.",
        RemoteDetails => "Details of remote participation are on the web page of the group.",
        Attachment => {
            "The attached invitation puts the meeting into your calendar; later changes update the same entry."
        }
        AttachmentCancellation => "The attached message removes the meeting from your calendar.",
        TimesNote => "Times follow the rules of time zones as known in version {version} of the data.",
        DeadlineOf => "Deadline, {what}: {title}",
        FeedName => "Meetings: {title}",
        BeginsSoon => "{title} begins in {minutes} minutes",
        Unsubscribe => "To receive no more of these messages: {how}",
        OpeningRegistered => "Your registration has been noted: your personal link to join is below.",
        OpeningSeated => "A seat has become free for you: your personal link to join is below.",
        OpeningWaiting => "Your registration has been noted; all seats for joining remotely are taken.",
        OpeningUnregistered => {
            "You are no longer registered for the following meeting: a link to join that was sent to you is no longer valid."
        }
        WaitingList => {
            "You are on the waiting list, in the order of registration: you will be told as soon as a seat becomes free."
        }
        PersonalLink => "The link to join is yours alone: please do not pass it on.",
        SubjectReminder => "Reminder: {title}, {dates}",
        OpeningReminder => "The following meeting takes place soon.",
        OpeningDeadlines => "A deadline of the following meeting is near: {deadlines}.",
        OpeningUnanswered => "You have not yet answered the following invitation: please accept or decline it.",
        DeadlineOn => "{what} ({date})",
        LabelSeparator => ": ",
        ListSeparator => ", ",
    }
}
