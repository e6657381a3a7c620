//! What is due, in the six languages.

use crate::domain::deadline::DeadlineKind;
use crate::domain::language::Language;

/// The name of a deadline.
#[must_use]
pub fn deadline_label(kind: DeadlineKind, language: Language) -> &'static str {
    match language {
        Language::Arabic => arabic(kind),
        Language::Chinese => chinese(kind),
        Language::English => kind.label(),
        Language::French => french(kind),
        Language::Russian => russian(kind),
        Language::Spanish => spanish(kind),
    }
}

const fn arabic(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Letter => "إرسال الرسالة",
        DeadlineKind::Translation => "المساهمات المطلوب ترجمتها",
        DeadlineKind::Captioning => "طلبات العرض النصي والترجمة بلغة الإشارة",
        DeadlineKind::Interpretation => "طلبات المنح والترجمة الشفوية",
        DeadlineKind::PreRegistration => "التسجيل المسبق وطلبات دعم التأشيرة",
        DeadlineKind::Visa => "تقديم طلب التأشيرة",
        DeadlineKind::Participants => "قائمة المشاركين",
        DeadlineKind::Texts => "النصوص المعروضة للموافقة أو المسائل الجديدة",
        DeadlineKind::Consultation => "انتهاء مشاورة الدول الأعضاء",
        DeadlineKind::Documents => "الوثائق والمساهمات",
        DeadlineKind::Registration => "التسجيل",
        DeadlineKind::TemporaryDocuments => "إتاحة الوثائق المؤقتة",
        DeadlineKind::Deliverables => "تقديم النواتج إلى الفريق الرئيسي",
        DeadlineKind::Report => "تقرير الاجتماع",
        DeadlineKind::Comments => "التعليقات على مشروع التقرير",
    }
}

const fn chinese(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Letter => "通函发出",
        DeadlineKind::Translation => "需翻译的文稿提交",
        DeadlineKind::Captioning => "字幕和手语服务申请",
        DeadlineKind::Interpretation => "与会补贴和口译申请",
        DeadlineKind::PreRegistration => "预注册和签证申请函",
        DeadlineKind::Visa => "签证申请",
        DeadlineKind::Participants => "与会者名单",
        DeadlineKind::Texts => "待批准案文或新课题案文",
        DeadlineKind::Consultation => "成员国磋商截止",
        DeadlineKind::Documents => "文件和文稿提交",
        DeadlineKind::Registration => "注册",
        DeadlineKind::TemporaryDocuments => "临时文件提供",
        DeadlineKind::Deliverables => "向主管组提交成果",
        DeadlineKind::Report => "会议报告",
        DeadlineKind::Comments => "对报告草案的意见",
    }
}

const fn french(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Letter => "envoi de la lettre",
        DeadlineKind::Translation => "contributions à traduire",
        DeadlineKind::Captioning => "demandes de sous-titrage et d'interprétation en langue des signes",
        DeadlineKind::Interpretation => "demandes de bourse et d'interprétation",
        DeadlineKind::PreRegistration => "préinscription et demandes d'appui pour le visa",
        DeadlineKind::Visa => "demande de visa",
        DeadlineKind::Participants => "liste des participants",
        DeadlineKind::Texts => "textes pour approbation ou nouvelles Questions",
        DeadlineKind::Consultation => "clôture de la consultation des États Membres",
        DeadlineKind::Documents => "documents et contributions",
        DeadlineKind::Registration => "inscription",
        DeadlineKind::TemporaryDocuments => "mise à disposition des documents temporaires",
        DeadlineKind::Deliverables => "résultats à transmettre au groupe de rattachement",
        DeadlineKind::Report => "rapport de la réunion",
        DeadlineKind::Comments => "observations sur le projet de rapport",
    }
}

const fn russian(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Letter => "рассылка письма",
        DeadlineKind::Translation => "вклады, подлежащие переводу",
        DeadlineKind::Captioning => "запросы на ввод субтитров и сурдоперевод",
        DeadlineKind::Interpretation => "заявки на стипендии и запросы на устный перевод",
        DeadlineKind::PreRegistration => "предварительная регистрация и запросы о визовой поддержке",
        DeadlineKind::Visa => "подача заявления на визу",
        DeadlineKind::Participants => "список участников",
        DeadlineKind::Texts => "тексты для утверждения или новые Вопросы",
        DeadlineKind::Consultation => "завершение консультаций с Государствами-Членами",
        DeadlineKind::Documents => "документы и вклады",
        DeadlineKind::Registration => "регистрация",
        DeadlineKind::TemporaryDocuments => "размещение временных документов",
        DeadlineKind::Deliverables => "представление результатов основной группе",
        DeadlineKind::Report => "отчет о собрании",
        DeadlineKind::Comments => "замечания по проекту отчета",
    }
}

const fn spanish(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Letter => "envío de la carta",
        DeadlineKind::Translation => "contribuciones que deben traducirse",
        DeadlineKind::Captioning => "solicitudes de subtitulado y de interpretación en lengua de señas",
        DeadlineKind::Interpretation => "solicitudes de beca y de interpretación",
        DeadlineKind::PreRegistration => "preinscripción y solicitudes de apoyo para el visado",
        DeadlineKind::Visa => "solicitud de visado",
        DeadlineKind::Participants => "lista de participantes",
        DeadlineKind::Texts => "textos para aprobación o nuevas Cuestiones",
        DeadlineKind::Consultation => "fin de la consulta a los Estados Miembros",
        DeadlineKind::Documents => "documentos y contribuciones",
        DeadlineKind::Registration => "inscripción",
        DeadlineKind::TemporaryDocuments => "disponibilidad de los documentos temporales",
        DeadlineKind::Deliverables => "resultados para el grupo rector",
        DeadlineKind::Report => "informe de la reunión",
        DeadlineKind::Comments => "observaciones sobre el proyecto de informe",
    }
}
