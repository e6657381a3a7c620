//! The sentences of invitations and mails.

use crate::domain::language::Language;

/// A language in which messages are written so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageLanguage {
    /// English.
    English,
    /// Chinese.
    Chinese,
}

impl MessageLanguage {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The language, if messages are written in it.
    #[must_use]
    pub const fn of(language: Language) -> Option<Self> {
        match language {
            Language::English => Some(Self::English),
            Language::Chinese => Some(Self::Chinese),
            Language::Arabic | Language::French | Language::Russian | Language::Spanish => None,
        }
    }

    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        match self {
            Self::English => Language::English,
            Self::Chinese => Language::Chinese,
        }
    }

    /// The tag that programs read: `zh-Hans`, since a bare `zh` leaves the script open.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }
}

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident: $english:literal, $chinese:literal;)*) => {
        /// A sentence or a label, with `{names}` to be filled.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Phrase {
            $($(#[$doc])* $name,)*
        }

        impl Phrase {
            /// Every phrase.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The phrase as written, not filled.
            #[must_use]
            pub const fn pattern(self, language: MessageLanguage) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$name, MessageLanguage::English) => $english,
                        (Self::$name, MessageLanguage::Chinese) => $chinese,
                    )*
                }
            }
        }
    };
}

phrases! {
    /// Subject of an invitation.
    SubjectInvitation: "Invitation: {title}, {dates}", "会议邀请：{title}，{dates}";
    /// Subject of a changed invitation.
    SubjectUpdate: "Changed: {title}, {dates}", "会议变更：{title}，{dates}";
    /// Subject of a cancellation.
    SubjectCancellation: "Cancelled: {title}, {dates}", "会议取消：{title}，{dates}";
    /// First sentence of an invitation.
    OpeningInvitation: "You are invited to the following meeting.", "谨邀请您参加以下会议。";
    /// First sentence of a changed invitation.
    OpeningUpdate: "The following meeting has changed; this message replaces the earlier one.", "以下会议有变更，本邮件取代此前的通知。";
    /// First sentence of a cancellation.
    OpeningCancellation: "The following meeting has been cancelled.", "以下会议已取消。";
    /// Label.
    Meeting: "Meeting", "会议";
    /// Label.
    Body: "Group", "组别";
    /// Label.
    Parent: "Parent group", "主管组";
    /// Label.
    Chair: "Chair", "主席";
    /// Label.
    Dates: "Date", "日期";
    /// Label.
    Hours: "Time", "时间";
    /// Label.
    Place: "Place", "地点";
    /// Label.
    Participation: "Participation", "与会方式";
    /// Label.
    Languages: "Languages", "语文";
    /// Label.
    Services: "Services", "服务";
    /// Label.
    Page: "Web page", "网页";
    /// Label.
    Join: "Join", "入会";
    /// An office with its address.
    NameAndAddress: "{name}, {address}", "{name}，{address}";
    /// Label.
    Contact: "Contact", "联系方式";
    /// Heading of the deadlines.
    Deadlines: "Key deadlines", "重要截止日期";
    /// Value of a standing.
    Tentative: "These dates are tentative and may change.", "以上日期为暂定日期，可能变更。";
    /// When no hour is known.
    HourToBeAnnounced: "to be announced", "待通知";
    /// When only the half of the day is known.
    MorningOf: "in the morning; the hour is to be announced", "上午；具体时间待通知";
    /// When only the half of the day is known.
    AfternoonOf: "in the afternoon; the hour is to be announced", "下午；具体时间待通知";
    /// Hours of the first day.
    OpensAt: "opens on the first day at {hour}", "首日{hour}开始";
    /// Registration desk.
    DeskAt: "registration desk opens at {hour}", "现场注册{hour}开始";
    /// Hours that hold on each of several days.
    EachDay: "{hours}, on each day", "每日{hours}";
    /// A time in Geneva.
    InGeneva: "{hours} Geneva time (Europe/Zurich, UTC{offset})", "{hours} 日内瓦时间（Europe/Zurich，UTC{offset}）";
    /// A time in UTC.
    InUtc: "{hours} UTC", "{hours} 协调世界时（UTC）";
    /// A time in the reader's zone.
    InZone: "{hours} your time ({zone}, UTC{offset})", "{hours} 您的当地时间（{zone}，UTC{offset}）";
    /// A time at the venue.
    AtVenue: "{hours} at the venue ({zone}, UTC{offset})", "{hours} 会场当地时间（{zone}，UTC{offset}）";
    /// A time in a zone that is neither of these.
    InNamedZone: "{hours} ({zone}, UTC{offset})", "{hours}（{zone}，UTC{offset}）";
    /// An hour of the following day.
    NextDay: "{hour} (next day)", "次日{hour}";
    /// A time on another day than in Geneva.
    OnDay: "{date}, {time}", "{date}{time}";
    /// Format.
    Physical: "in person", "现场参会";
    /// Format.
    Webcast: "in person, with webcast", "现场参会，提供网播";
    /// Format.
    Hybrid: "in person or remotely", "现场参会或远程参会";
    /// Format.
    Electronic: "e-meeting (remotely only)", "电子会议（仅远程参会）";
    /// Service.
    Interpretation: "interpretation ({languages})", "口译（{languages}）";
    /// Service.
    Captions: "captioning", "字幕";
    /// Service.
    SignLanguage: "sign-language interpretation", "手语传译";
    /// Service.
    WebcastService: "webcast", "网播";
    /// Registration is compulsory.
    RegistrationRequired: "Registration is compulsory: the link to join is sent to registered participants only.", "必须注册：入会链接仅发送给已注册的与会者。";
    /// Remote participation without compulsory registration, link not known here.
    RemoteDetails: "Details of remote participation are on the web page of the group.", "远程参会详情见该组网页。";
    /// What the attachment does.
    Attachment: "The attached invitation puts the meeting into your calendar; later changes update the same entry.", "附件中的邀请可将会议加入您的日历；如有变更，同一条目将随之更新。";
    /// What the attachment of a cancellation does.
    AttachmentCancellation: "The attached message removes the meeting from your calendar.", "附件将把该会议从您的日历中删除。";
    /// Data of the times.
    TimesNote: "Times follow the rules of time zones as known in version {version} of the data.", "时间按时区数据{version}版计算。";
    /// A deadline in a feed.
    DeadlineOf: "Deadline, {what}: {title}", "截止日期（{what}）：{title}";
    /// Name of a feed.
    FeedName: "Meetings: {title}", "会议：{title}";
    /// A reminder before the start.
    BeginsSoon: "{title} begins in {minutes} minutes", "{title}将在{minutes}分钟后开始";
    /// How to stop these mails.
    Unsubscribe: "To receive no more of these messages: {how}", "如不希望再收到此类邮件：{how}";
    /// Between a label and what it labels.
    LabelSeparator: ": ", "：";
    /// Separator of a list.
    ListSeparator: ", ", "、";
}

/// A phrase with its `{names}` filled. Values are taken as they are: a `{` in them stands for itself.
#[must_use]
pub fn phrase(phrase: Phrase, language: MessageLanguage, values: &[(&str, &str)]) -> String {
    let mut rest = phrase.pattern(language);
    let mut filled = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        if let Some((_, value)) = values.iter().find(|(wanted, _)| *wanted == name) {
            filled.push_str(value);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(pattern: &str) -> BTreeSet<&str> {
        pattern.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_language_fills_the_same_names() {
        for one in Phrase::ALL {
            let (english, chinese) = (one.pattern(MessageLanguage::English), one.pattern(MessageLanguage::Chinese));
            assert_eq!(names(english), names(chinese), "{one:?}");
            assert!(!chinese.is_ascii() || *one == Phrase::OnDay, "{one:?} is not translated");
        }
    }

    #[test]
    fn values_are_never_read_as_patterns() {
        let values = [("title", "{dates} {{ secret }}"), ("dates", "8 May")];
        assert_eq!(
            phrase(Phrase::SubjectInvitation, MessageLanguage::English, &values),
            "Invitation: {dates} {{ secret }}, 8 May"
        );
    }
}
