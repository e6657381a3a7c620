# 服务应发给人们的邮件。

mail-registered-subject = 注册：{ $title }，{ $dates }
mail-registered-room = 您的注册已登记：您将现场参会。
mail-registered-remote = 您的注册已登记：您将远程参会。
mail-registered-page = 查看或撤回您的注册。此链接仅供您本人使用：
mail-registered-earlier = 如需撤回，请使用有关您注册的第一封邮件中的链接。
mail-clash-subject = 新的冲突：{ $calendar }
mail-clash-lead = 日历“{ $from }”已更改，您规划或批准的会议与其冲突：
mail-clash-more = 另有 { $more } 项。
mail-clash-page = 完整列表及可采取的措施：
