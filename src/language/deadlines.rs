//! What is due, in the languages of messages.

use super::MessageLanguage;
use crate::domain::deadline::DeadlineKind;

/// The name of a deadline.
#[must_use]
pub fn deadline_label(kind: DeadlineKind, language: MessageLanguage) -> &'static str {
    if language == MessageLanguage::English {
        return kind.label();
    }
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
