//! The phrases in Spanish.

use super::Phrase::{self, *};

/// The pattern of a phrase.
pub(super) const fn pattern(phrase: Phrase) -> &'static str {
    match phrase {
        SubjectInvitation => "Invitación: {title}, {dates}",
        SubjectUpdate => "Modificación: {title}, {dates}",
        SubjectCancellation => "Cancelación: {title}, {dates}",
        OpeningInvitation => "Le invitamos a participar en la siguiente reunión.",
        OpeningUpdate => "La siguiente reunión se ha modificado; este mensaje sustituye al anterior.",
        OpeningCancellation => "La siguiente reunión se ha cancelado.",
        Meeting => "Reunión",
        Body => "Grupo",
        Parent => "Grupo rector",
        Chair => "Presidencia",
        Dates => "Fecha",
        Hours => "Hora",
        Place => "Lugar",
        Participation => "Participación",
        Languages => "Idiomas",
        Services => "Servicios",
        Page => "Página web",
        Join => "Conectarse",
        NameAndAddress => "{name}, {address}",
        Contact => "Contacto",
        Deadlines => "Plazos fundamentales",
        Tentative => "Estas fechas son provisionales y pueden cambiar.",
        HourToBeAnnounced => "por anunciar",
        MorningOf => "por la mañana; la hora se anunciará más adelante",
        AfternoonOf => "por la tarde; la hora se anunciará más adelante",
        OpensAt => "apertura el primer día a las {hour}",
        DeskAt => "inscripción de los participantes a partir de las {hour}",
        EachDay => "{hours}, todos los días",
        InGeneva => "{hours}, hora de Ginebra (Europe/Zurich, UTC{offset})",
        InUtc => "{hours} UTC",
        InZone => "{hours}, su hora local ({zone}, UTC{offset})",
        AtVenue => "{hours}, hora local del lugar de la reunión ({zone}, UTC{offset})",
        InNamedZone => "{hours} ({zone}, UTC{offset})",
        NextDay => "{hour} (del día siguiente)",
        OnDay => "{date}, {time}",
        Physical => "presencial",
        Webcast => "presencial, con difusión por la web",
        Hybrid => "presencial o a distancia",
        Electronic => "reunión electrónica (solo a distancia)",
        Interpretation => "interpretación ({languages})",
        Captions => "subtitulado",
        SignLanguage => "interpretación en lengua de señas",
        WebcastService => "difusión por la web",
        RegistrationRequired => {
            "La inscripción es obligatoria: el enlace de conexión se envía únicamente a los participantes inscritos."
        }
        RemoteDetails => "La información sobre la participación a distancia figura en la página web del grupo.",
        Attachment => {
            "La invitación adjunta incorpora la reunión a su calendario; los cambios posteriores actualizarán la misma entrada."
        }
        AttachmentCancellation => "El mensaje adjunto retira la reunión de su calendario.",
        TimesNote => {
            "Las horas se calculan según las reglas de los husos horarios de la versión {version} de los datos."
        }
        DeadlineOf => "Plazo, {what}: {title}",
        FeedName => "Reuniones: {title}",
        BeginsSoon => "{title} comienza dentro de {minutes} minutos",
        Unsubscribe => "Para dejar de recibir estos mensajes: {how}",
        OpeningRegistered => {
            "Su inscripción ha quedado registrada: su enlace de conexión personal figura a continuación."
        }
        OpeningSeated => "Ha quedado libre una plaza para usted: su enlace de conexión personal figura a continuación.",
        OpeningWaiting => {
            "Su inscripción ha quedado registrada; todas las plazas de participación a distancia están ocupadas."
        }
        OpeningUnregistered => {
            "Su inscripción en la siguiente reunión se ha retirado: el enlace de conexión que recibió ya no es válido."
        }
        WaitingList => {
            "Figura en la lista de espera, por orden de inscripción: se le avisará en cuanto quede libre una plaza."
        }
        PersonalLink => "El enlace de conexión es personal: le rogamos que no lo comparta.",
        SubjectReminder => "Recordatorio: {title}, {dates}",
        OpeningReminder => "La siguiente reunión se celebrará próximamente.",
        OpeningDeadlines => "Se acerca un plazo de la siguiente reunión: {deadlines}.",
        OpeningUnanswered => "Aún no ha respondido a la siguiente invitación: le rogamos que la acepte o la rechace.",
        DeadlineOn => "{what} ({date})",
        LabelSeparator => ": ",
        ListSeparator => ", ",
    }
}
