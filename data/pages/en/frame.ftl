# Words of the pages, in English: the keys of all languages.

product = Convoke
skip-to-content = Skip to content
sign-in = Sign in
sign-in-lead = Planners and approvers sign in. Everybody else finds public meetings on the first page.
sign-out = Sign out
address = Mail address
password = Password
sign-in-refused = That address and password do not belong together.
sign-in-too-many = Too many attempts. Wait a quarter of an hour.
welcome-title = Choose a password
welcome-lead = This link works once. Choose a password of at least { $least } characters; then you are signed in.
welcome-ended = This link was used, or has ended. Ask an administrator for another one.
welcome-short = At least { $least } characters.
save = Save
scenarios = Calendars
scenario-revision = Revision { $number }
no-scenarios = There is no calendar yet.
add-scenario = Add a calendar
add-scenario-lead = The files of a scenario: the main file first, then those it includes. All that is wrong with them is told at once.
files = Files
settings = Settings
people = People
signed-in-as = Signed in as { $name }
trial-title = Try Convoke
trial-lead = An invented planner at TSB, the calendar of 2017 and 2018, and nothing that leaves this machine.
trial-begin = Plan the calendar
