/// Words of a person's own account.
struct AccountWords: Sendable {
  let title: String
  let signedInAs: String
  let profile: String
  let name: String
  let nameMissing: String
  let nameTooLong: String
  let language: String
  let languageHint: String
  let saved: String
  let passwordTitle: String
  let currentPassword: String
  let currentPasswordMissing: String
  let currentPasswordWrong: String
  let newPassword: String
  let changePassword: String
  let passwordChanged: String
  let devices: String
  let devicesText: @Sendable (_ others: Int) -> String
  let signOutOthers: String
  let othersSignedOut: String

  static let german = AccountWords(
    title: "Ihr Konto",
    signedInAs: "Angemeldet als",
    profile: "Persönliches",
    name: "Name",
    nameMissing: "Geben Sie Ihren Namen ein.",
    nameTooLong: "Der Name ist zu lang.",
    language: "Sprache",
    languageHint: "Gilt für das Portal und für E-Mails an Sie.",
    saved: "Ihre Angaben sind gespeichert.",
    passwordTitle: "Passwort",
    currentPassword: "Bisheriges Passwort",
    currentPasswordMissing: "Geben Sie Ihr bisheriges Passwort ein.",
    currentPasswordWrong: "Das ist nicht Ihr bisheriges Passwort. Versuchen Sie es noch einmal.",
    newPassword: "Neues Passwort",
    changePassword: "Passwort ändern",
    passwordChanged: "Ihr Passwort ist geändert. Auf allen anderen Geräten sind Sie jetzt abgemeldet.",
    devices: "Geräte",
    devicesText: {
      switch $0 {
      case 0: "Sie sind nur hier angemeldet."
      case 1: "Sie sind noch auf einem anderen Gerät angemeldet."
      default: "Sie sind noch auf \($0) anderen Geräten angemeldet."
      }
    },
    signOutOthers: "Überall sonst abmelden",
    othersSignedOut: "Auf allen anderen Geräten sind Sie jetzt abgemeldet.")

  static let english = AccountWords(
    title: "Your account",
    signedInAs: "Signed in as",
    profile: "About you",
    name: "Name",
    nameMissing: "Enter your name.",
    nameTooLong: "The name is too long.",
    language: "Language",
    languageHint: "Used in the portal and in emails to you.",
    saved: "Your details have been saved.",
    passwordTitle: "Password",
    currentPassword: "Current password",
    currentPasswordMissing: "Enter your current password.",
    currentPasswordWrong: "That is not your current password. Try again.",
    newPassword: "New password",
    changePassword: "Change password",
    passwordChanged: "Your password has been changed, and you have been signed out on all other devices.",
    devices: "Devices",
    devicesText: {
      switch $0 {
      case 0: "You are only signed in here."
      case 1: "You are also signed in on one other device."
      default: "You are also signed in on \($0) other devices."
      }
    },
    signOutOthers: "Sign out everywhere else",
    othersSignedOut: "You have been signed out on all other devices.")
}
