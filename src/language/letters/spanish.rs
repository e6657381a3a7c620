//! The sentences of letters in Spanish, each with where its wording comes from.

use super::super::terms::{TermText, official, ours};
use super::Sentence::{self, *};

/// The wording of a sentence.
pub(super) const fn wording(sentence: Sentence) -> TermText {
    match sentence {
        SubjectFirst => ours("Creación de {body} e invitación a su primera reunión ({place}, {dates})"),
        SubjectMeeting => official("{title}; {place}, {dates}"),
        SubjectCancellation => ours("Cancelación: {title} ({place}, {dates})"),
        Corrigendum => ours("Corrigéndum {number} – {letter}"),
        Addendum => ours("Addéndum {number} – {letter}"),
        Cancellation => ours("Cancelación de la reunión anunciada ({letter})"),
        ConveningLetter => ours("Carta de convocación"),
        ElectronicNotice => ours("Anuncio de reunión"),
        Invitation => ours("Me complace invitarle a participar en la reunión siguiente: {title}, {place}, {dates}."),
        InvitationElectronic => {
            ours("Me complace invitarle a participar en la reunión electrónica siguiente: {title}, {dates}.")
        }
        Decision => ours(
            "Me complace informarle de la creación de {body}, acordada por {by} en su reunión inaugurada el {date}.",
        ),
        DecisionUndated => ours("Me complace informarle de la creación de {body}, acordada por {by}."),
        TermsIn => ours("El mandato de {body} figura en el {annex}."),
        ReportsTo => ours("{body} rinde cuentas al grupo siguiente: {parent}."),
        WorksUnder => ours("{body} trabaja conforme a los procedimientos de la Recomendación UIT-T {text}."),
        Person => official("{name} ({affiliation})"),
        ChairIs => ours("La presidencia de {body} ha sido encomendada a {person}."),
        ViceChairIs => ours("La vicepresidencia de {body} ha sido encomendada a {person}."),
        OpenToSector => ours(
            "La participación en {body} está abierta a los miembros del UIT-T. También podrán participar expertos invitados y representantes designados de otras organizaciones intergubernamentales, organizaciones de normalización y foros pertinentes.",
        ),
        OpenToAll => ours(
            "La participación en {body} está abierta a los Estados Miembros, Miembros de Sector, Asociados e Instituciones Académicas de la UIT, así como a toda persona de un país miembro de la UIT que desee contribuir, incluidos los miembros o representantes de organizaciones de normalización pertinentes.",
        ),
        MeetingAt => ours("{title}: la reunión se celebrará en {place}, {dates}."),
        MeetingAtHours => ours("{title}: la reunión se celebrará en {place}, {dates}, {hours} (hora de Ginebra)."),
        MeetingElectronic => ours("{title}: la reunión se celebrará por medios electrónicos, {dates}."),
        MeetingElectronicHours => {
            ours("{title}: la reunión se celebrará por medios electrónicos, {dates}, {hours} (hora de Ginebra).")
        }
        Headquarters => ours("{city} (sede de la UIT)"),
        SamePlace => ours("Se celebrará en el mismo lugar que la reunión siguiente: {other}, {dates}."),
        HourOnWebPage => ours("La hora se anunciará en la página web ({body})."),
        HoursAre => ours("Horario: {hours} (hora de Ginebra)."),
        TentativeDates => ours("Sujeto a confirmación."),
        OpensAt => official("La reunión comenzará a las {hour} del primer día, {date}."),
        DeskAt => ours("La inscripción de los participantes comenzará a las {hour} en la entrada de Montbrillant."),
        DeskElsewhere => official("La inscripción de los participantes comenzará a las {hour}."),
        Screens => {
            ours("Las salas de reunión se indicarán en las pantallas situadas en las entradas de la sede de la UIT.")
        }
        RemoteAt => {
            ours("Se ofrecerá participación a distancia. Para más información, véase la página web ({body}): {web}.")
        }
        RegistrationCompulsory => ours(
            "La inscripción es obligatoria (mediante el formulario en línea de la página principal de {body}). Sin inscripción no se podrá acceder a la herramienta de participación a distancia.",
        ),
        OnlyLanguage => ours("Idioma de los debates: {language} únicamente."),
        Languages => ours("Idiomas de la reunión: {languages}."),
        InterpretationIn => ours("Se ofrecerá interpretación en los idiomas siguientes: {languages}."),
        CaptioningGiven => ours("Se ofrecerá subtitulado."),
        SignLanguageGiven => ours("Se ofrecerá interpretación en lengua de señas."),
        WebcastGiven => ours("La reunión se difundirá por la web."),
        WebPage => ours(
            "La página web de {body} está disponible en {web}. En ella figura toda la información sobre la reunión: horario, inscripción, participación a distancia y documentos.",
        ),
        DocumentsTo => ours(
            "Se invita a los participantes a presentar sus documentos ({body}) por correo electrónico a {email}, utilizando la plantilla disponible en su página principal.",
        ),
        DocumentsBy => ours("El plazo de presentación de documentos vence el {date}."),
        DocumentsAgreed => {
            ours("El plazo de presentación de documentos a esta reunión, acordado por {by}, vence el {date}.")
        }
        Paperless => ours("Esta reunión se celebrará sin papel."),
        RegisterAt => ours(
            "A fin de que la TSB pueda tomar las disposiciones necesarias, sírvase inscribirse en línea en {page} lo antes posible y a más tardar el {date}. La inscripción de los participantes se efectúa exclusivamente en línea.",
        ),
        VisaReminder => ours(
            "Le recordamos que los ciudadanos de ciertos países necesitan visado para entrar y permanecer en Suiza. Este visado debe solicitarse al menos {weeks} semanas antes de la reunión (a más tardar el {date}) y obtenerse en la representación de Suiza (embajada o consulado) en su país o, en su defecto, en la más próxima al país de partida.",
        ),
        VisaHelp => ours(
            "En caso de problemas, los Estados Miembros, Miembros de Sector, Asociados o Instituciones Académicas de la UIT pueden solicitar oficialmente a la TSB que la Unión intervenga ante las autoridades suizas competentes para facilitar la expedición del visado, pero únicamente durante el periodo mencionado de {weeks} semanas. La solicitud debe hacerse mediante carta oficial de la administración o entidad que usted representa. En la carta debe constar el nombre y las funciones, la fecha de nacimiento, el número de pasaporte y las fechas de expedición y caducidad del pasaporte de las personas para las que se solicita el visado; debe adjuntarse una copia de la confirmación de inscripción en la reunión y enviarse a la TSB por fax ({fax}) o por correo electrónico ({email}), con la indicación «visa request». La UIT solo puede ayudar a los representantes de sus Estados Miembros, Miembros de Sector, Asociados e Instituciones Académicas.",
        ),
        AgendaIn => ours(
            "El proyecto de orden del día de la reunión, preparado por la presidencia de {body} ({chair}), figura en el {annex}.",
        ),
        HotelIn => ours("En el {annex} figura un formulario de confirmación de hotel."),
        HotelList => ours("La lista de hoteles figura en {page}."),
        PracticalIn => ours("En el {annex} figura información práctica sobre la reunión."),
        TimePlanIn => ours("El plan de gestión del tiempo figura en el {annex}."),
        AnnexCount => ours("Anexos: {number}"),
        AnnexTo => ours("(a la {letter})"),
        TermsTitle => ours("Mandato de {body}"),
        AgendaTitle => ours("Proyecto de orden del día: {title}"),
        PlaceAndDates => official("({place}, {dates})"),
        CorrigendumText => ours("Referencia: {letter}. Me complace informarle de los cambios siguientes: {title}."),
        AddendumText => ours("Referencia: {letter}. Se añade lo siguiente: {title}."),
        CancellationText => ours(
            "Lamento informarle de que la reunión siguiente, anunciada por carta ({letter}), no se celebrará: {title} ({place}, {dates}).",
        ),
        RestUnchanged => ours("El resto de la información permanece sin cambios ({letter})."),
        LetterOf => ours("{letter} de {date}"),
        Subject => ours("Punto"),
        Was => ours("Anunciado"),
        IsNow => ours("Ahora"),
        Dates => ours("Fechas"),
        Hours => ours("Horario"),
        Session => ours("Sesión"),
        Room => ours("Sala"),
        Place => ours("Lugar"),
        Meeting => ours("Reunión"),
        Status => ours("Estado"),
        Planned => ours("prevista"),
        Tentative => ours("por confirmar"),
        Confirmed => ours("confirmada"),
        Announced => ours("anunciada"),
        Held => ours("celebrada"),
        Cancelled => ours("cancelada"),
        HalfMorning => ours("mañana"),
        HalfAfternoon => ours("tarde"),
        ToBeCompleted => ours("[por completar]"),
        Chairs => ours("Presidentes y Vicepresidentes de las Comisiones de Estudio"),
        DirectorDevelopment => ours("Director de la Oficina de Desarrollo de las Telecomunicaciones"),
        DirectorRadio => ours("Director de la Oficina de Radiocomunicaciones"),
        RegionalOffices => ours("Directores de las Oficinas Regionales de la UIT"),
        Timetable => ours("Calendario de reuniones"),
        TimetableAsOf => ours("Situación al {date}."),
        TimetableChanges => ours(
            "Se indican los cambios con respecto a {number}: texto nuevo subrayado, texto antiguo tachado. Cambios: {count}.",
        ),
        OptionsName => ours("Opciones de fechas para una reunión"),
        OptionsSubject => ours("Opciones de fechas: {title}"),
        OptionsIntro => ours(
            "Las fechas de {title} están por acordar. A continuación se comparan {count} opciones; ninguna está decidida.",
        ),
        OptionsAnswer => ours(
            "Sírvase indicar, para cada opción, si es preferida, posible o imposible para usted, a más tardar el {date}, por correo electrónico a {email}.",
        ),
        OptionLabel => ours("Opción {label}"),
        OptionsTentative => ours(
            "Hasta que se reciban las respuestas, las fechas siguen siendo las del plan; la opción elegida se confirmará por escrito.",
        ),
        Answer => ours("Respuesta"),
        Preferred => ours("preferida"),
        Possible => ours("posible"),
        Impossible => ours("imposible"),
        NowPlanned => ours("Fechas actuales del plan"),
        MustsBroken => ours("Obligaciones no cumplidas"),
        ShouldsBroken => ours("Recomendaciones no cumplidas"),
        WishesBroken => ours("Deseos no atendidos"),
        ClashesWith => ours("Coincide con"),
        PeopleHit => ours("Personas afectadas conocidas"),
        MovesAlong => ours("Se desplazan también"),
        ComparedWithPlan => ours("En comparación con el plan"),
        AsGood => ours("igual"),
        Better => ours("mejor: {what}"),
        Worse => ours("peor: {what}"),
        ByMusts => ours("obligaciones"),
        ByShoulds => ours("recomendaciones"),
        ByChange => ours("fechas ya conocidas"),
        ByWishes => ours("deseos"),
        NobodyNothing => ours("ninguno"),
        NotKnown => ours("no se conoce"),
        DaysLeft => ours("{date} (días restantes: {days})"),
        DayPassed => ours("{date} (vencido)"),
        Option => ours("Opción"),
    }
}
