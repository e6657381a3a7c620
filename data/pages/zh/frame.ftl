# 页面用语，中文。

product = Convoke
skip-to-content = 跳到正文
sign-in = 登录
sign-in-lead = 规划人员和批准人员在此登录。公开会议见首页。
sign-out = 退出
address = 电子邮件地址
password = 密码
sign-in-refused = 该地址与密码不符。
sign-in-too-many = 尝试次数过多，请等待一刻钟。
welcome-title = 设置密码
welcome-lead = 此链接只能使用一次。请设置至少 { $least } 个字符的密码，随后即登录。
welcome-ended = 此链接已被使用或已失效，请向管理员另索一个。
welcome-short = 至少 { $least } 个字符。
save = 保存
scenarios = 日历
scenario-revision = 第 { $number } 版
no-scenarios = 尚无日历。
add-scenario = 添加日历
add-scenario-lead = 方案的各个文件：主文件在前，其所包含的文件在后。所有问题一次告知。
files = 文件
settings = 设置
people = 人员
signed-in-as = 当前用户：{ $name }
trial-title = 试用 Convoke
trial-lead = 一位虚构的电信标准化局规划人员，2017年和2018年的日历，任何内容都不会离开本机。
trial-begin = 规划日历
