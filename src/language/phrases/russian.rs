//! The phrases in Russian. Numbers stand where no ending depends on them.

use super::Phrase::{self, *};

/// The pattern of a phrase.
pub(super) const fn pattern(phrase: Phrase) -> &'static str {
    match phrase {
        SubjectInvitation => "Приглашение: {title}, {dates}",
        SubjectUpdate => "Изменение: {title}, {dates}",
        SubjectCancellation => "Отмена: {title}, {dates}",
        OpeningInvitation => "Приглашаем вас принять участие в следующем собрании.",
        OpeningUpdate => "В следующее собрание внесены изменения; настоящее сообщение заменяет предыдущее.",
        OpeningCancellation => "Следующее собрание отменено.",
        Meeting => "Собрание",
        Body => "Группа",
        Parent => "Основная группа",
        Chair => "Председатель",
        Dates => "Дата",
        Hours => "Время",
        Place => "Место",
        Participation => "Участие",
        Languages => "Языки",
        Services => "Услуги",
        Page => "Веб-страница",
        Join => "Подключиться",
        NameAndAddress => "{name}, {address}",
        Contact => "Контакт",
        Deadlines => "Основные предельные сроки",
        Tentative => "Указанные даты являются предварительными и могут измениться.",
        HourToBeAnnounced => "будет объявлено",
        MorningOf => "в первой половине дня; точное время будет объявлено",
        AfternoonOf => "во второй половине дня; точное время будет объявлено",
        OpensAt => "открытие в первый день в {hour}",
        DeskAt => "регистрация участников начинается в {hour}",
        EachDay => "{hours}, ежедневно",
        InGeneva => "{hours} по женевскому времени (Europe/Zurich, UTC{offset})",
        InUtc => "{hours} по всемирному координированному времени (UTC)",
        InZone => "{hours} по вашему местному времени ({zone}, UTC{offset})",
        AtVenue => "{hours} по местному времени в месте проведения ({zone}, UTC{offset})",
        InNamedZone => "{hours} ({zone}, UTC{offset})",
        NextDay => "{hour} (следующего дня)",
        OnDay => "{date}, {time}",
        Physical => "очное участие",
        Webcast => "очное участие, с веб-трансляцией",
        Hybrid => "очное или дистанционное участие",
        Electronic => "электронное собрание (только дистанционное участие)",
        Interpretation => "устный перевод ({languages})",
        Captions => "ввод субтитров",
        SignLanguage => "сурдоперевод",
        WebcastService => "веб-трансляция",
        RegistrationRequired => {
            "Регистрация обязательна: ссылка для подключения направляется только зарегистрированным участникам."
        }
        RemoteDetails => "Информация о дистанционном участии размещена на веб-странице группы.",
        Attachment => {
            "Приложенное приглашение добавит собрание в ваш календарь; последующие изменения обновят ту же запись."
        }
        AttachmentCancellation => "Приложенное сообщение удалит собрание из вашего календаря.",
        TimesNote => "Время рассчитано по правилам часовых поясов согласно версии данных {version}.",
        DeadlineOf => "Предельный срок, {what}: {title}",
        FeedName => "Собрания: {title}",
        BeginsSoon => "{title}: начало через {minutes} мин.",
        Unsubscribe => "Чтобы больше не получать эти сообщения: {how}",
        LabelSeparator => ": ",
        ListSeparator => ", ",
    }
}
