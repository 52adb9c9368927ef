/// Words of signing in, by password or by a one-time link.
struct LoginWords: Sendable {
  let title: String
  let lead: String
  let email: String
  let password: String
  let signIn: String
  let help: String
  let wrong: String
  let emailMissing: String
  let passwordMissing: String
  let tooMany: @Sendable (_ minutes: Int) -> String
  let busy: String

  let linkTitle: String
  let linkLead: @Sendable (_ name: String) -> String
  let linkButton: @Sendable (_ name: String) -> String
  let linkNotMe: String
  let linkReplaces: @Sendable (_ name: String) -> String

  let inviteTitle: @Sendable (_ name: String) -> String
  let inviteLead: String
  let resetTitle: String
  let resetLead: String
  let newPassword: String
  let passwordRule: @Sendable (_ minimum: Int) -> String
  let passwordTooShort: @Sendable (_ minimum: Int) -> String
  let passwordTooLong: String
  let inviteButton: String
  let resetButton: String

  let overTitle: String
  let overText: String
  let overAdvice: String
  let overButton: String

  static let german = LoginWords(
    title: "Willkommen",
    lead: "Melden Sie sich an, um Ihre Website zu verwalten.",
    email: "E-Mail-Adresse",
    password: "Passwort",
    signIn: "Anmelden",
    help: "Passwort vergessen oder noch keins? Ihre Agentur sendet Ihnen gern einen neuen Link zum Anmelden.",
    wrong: "E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.",
    emailMissing: "Geben Sie Ihre E-Mail-Adresse ein.",
    passwordMissing: "Geben Sie Ihr Passwort ein.",
    tooMany: { minutes in
      "Das waren zu viele Versuche. Warten Sie "
        + (minutes == 1 ? "eine Minute" : "\(minutes) Minuten")
        + " und versuchen Sie es dann noch einmal."
    },
    busy: "Gerade melden sich sehr viele Menschen an. Versuchen Sie es in ein paar Sekunden noch einmal.",
    linkTitle: "Schön, dass Sie da sind",
    linkLead: { "Mit diesem Link melden Sie sich an als \($0). Er gilt nur einmal." },
    linkButton: { "Als \($0) anmelden" },
    linkNotMe: "Das sind nicht Sie? Dann schließen Sie diese Seite einfach.",
    linkReplaces: { "Sie sind gerade als \($0) angemeldet und werden dabei abgemeldet." },
    inviteTitle: { "Willkommen, \($0)" },
    inviteLead: "Wählen Sie ein Passwort. Damit melden Sie sich künftig mit Ihrer E-Mail-Adresse an.",
    resetTitle: "Neues Passwort wählen",
    resetLead: "Danach sind Sie angemeldet. Auf allen anderen Geräten werden Sie abgemeldet.",
    newPassword: "Neues Passwort",
    passwordRule: {
      "Mindestens \($0) Zeichen. Ein kurzer Satz ist leicht zu merken; Passwortmanager und Einfügen sind willkommen."
    },
    passwordTooShort: { "Das Passwort ist zu kurz. Wählen Sie mindestens \($0) Zeichen." },
    passwordTooLong: "Das Passwort ist zu lang. Wählen Sie ein kürzeres.",
    inviteButton: "Passwort speichern und loslegen",
    resetButton: "Passwort speichern",
    overTitle: "Dieser Link gilt nicht mehr",
    overText: "Er wurde schon benutzt, oder seine Zeit ist abgelaufen.",
    overAdvice:
      "Wenn Sie bereits ein Passwort haben, melden Sie sich damit an. Sonst bitten Sie Ihre Agentur um einen neuen Link.",
    overButton: "Zur Anmeldung")

  static let english = LoginWords(
    title: "Welcome",
    lead: "Sign in to look after your website.",
    email: "Email address",
    password: "Password",
    signIn: "Sign in",
    help: "Forgotten your password, or don’t have one yet? Your agency will gladly send you a new sign-in link.",
    wrong: "Email address and password do not match. Check both and try again.",
    emailMissing: "Enter your email address.",
    passwordMissing: "Enter your password.",
    tooMany: { minutes in
      "Too many attempts. Wait \(minutes == 1 ? "a minute" : "\(minutes) minutes"), then try again."
    },
    busy: "A lot of people are signing in right now. Try again in a few seconds.",
    linkTitle: "Good to see you",
    linkLead: { "This link signs you in as \($0). It works once." },
    linkButton: { "Sign in as \($0)" },
    linkNotMe: "Not you? Then just close this page.",
    linkReplaces: { "You are signed in as \($0) at the moment and will be signed out." },
    inviteTitle: { "Welcome, \($0)" },
    inviteLead: "Choose a password. From then on you sign in with it and your email address.",
    resetTitle: "Choose a new password",
    resetLead: "You will be signed in afterwards, and signed out on all other devices.",
    newPassword: "New password",
    passwordRule: {
      "At least \($0) characters. A short sentence is easy to remember; password managers and pasting are welcome."
    },
    passwordTooShort: { "The password is too short. Choose at least \($0) characters." },
    passwordTooLong: "The password is too long. Choose a shorter one.",
    inviteButton: "Save password and start",
    resetButton: "Save password",
    overTitle: "This link is no longer valid",
    overText: "It has already been used, or it has expired.",
    overAdvice: "If you have a password, sign in with it. Otherwise ask your agency for a new link.",
    overButton: "Go to sign-in")
}
