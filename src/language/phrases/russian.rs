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
        OpeningRegistered => "Ваша регистрация учтена: личная ссылка для подключения приводится ниже.",
        OpeningSeated => "Для вас освободилось место: личная ссылка для подключения приводится ниже.",
        OpeningWaiting => "Ваша регистрация учтена; все места для дистанционного участия заняты.",
        OpeningUnregistered => {
            "Ваша регистрация на следующее собрание снята: направленная вам ссылка для подключения больше не действует."
        }
        WaitingList => "Вы внесены в лист ожидания в порядке регистрации: вам сообщат, как только освободится место.",
        PersonalLink => "Ссылка для подключения предназначена только для вас: просим не передавать ее другим.",
        SubjectReminder => "Напоминание: {title}, {dates}",
        OpeningReminder => "Следующее собрание состоится в ближайшее время.",
        OpeningDeadlines => "Приближается предельный срок, относящийся к следующему собранию: {deadlines}.",
        OpeningUnanswered => "Вы еще не ответили на следующее приглашение: просим принять или отклонить его.",
        DeadlineOn => "{what} ({date})",
        LabelSeparator => ": ",
        ListSeparator => ", ",
    }
}
