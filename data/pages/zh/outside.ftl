# 其他机构的日历。

outside = 其他机构的日历
outside-lead = 应予避开的其他机构会议。每个日历每小时查看一次，其内容成为本方案的新版本，新出现的冲突在此告知。
outside-off = 本服务不获取其他机构的日历。管理员可以开启（convoke serve --fetch）。
outside-notices = 待查看
outside-seen = 已查看
outside-no-notices = 没有新情况。
outside-feeds = 日历
outside-name = 名称
outside-url = 地址
outside-looked = 上次查看
outside-changed = 上次变化
outside-again = 立即查看
outside-none = 尚无日历。
outside-add = 添加日历
outside-concerns = 所涉机构，以逗号分隔；留空表示全部
outside-zone = 未注明时区的时间所用时区
