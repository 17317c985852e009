"""Every address of the console; a screen's address bears the screen's name, so that the menu finds it."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from bongsu.console import first_run, health, languages, signing
from bongsu.console.gate import open_to_all
from bongsu.console.screens import audit, board, help_pages, people, review, settings, styleguide

handler403 = "bongsu.console.refusals.not_allowed"
handler404 = "bongsu.console.refusals.not_found"
handler500 = "bongsu.console.refusals.fault"

open_addresses = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("metrics", health.measured, name="metrics"),
    path("language/", open_to_all(languages.switch), name="language"),
    path("welcome/", first_run.welcome, name="welcome"),
    path("favicon.ico", signing.favicon, name="favicon"),
]

account_addresses = [
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/signup/", signing.no_sign_up, name="account_signup"),
    path("account/email/", signing.no_sign_up, name="account_email"),
    path("account/password/set/", signing.no_sign_up, name="account_set_password"),
    path("account/password/reset/", signing.no_sign_up, name="account_reset_password"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/social/", include("allauth.socialaccount.urls")),
]

screen_addresses = [
    path("", board.board, name="board"),
    path("review/", review.review, name="review"),
    path("review/gather", review.gather, name="review_gather"),
    path("review/<str:code>", review.one, name="review_one"),
    path("review/<str:code>/decide", review.decide, name="review_decide"),
    path("review/<str:code>/sign", review.sign, name="review_sign"),
    path("settings/", settings.settings, name="settings"),
    path("settings/change", settings.change, name="settings_change"),
    path("people/", people.people, name="people"),
    path("people/change", people.change, name="people_change"),
    path("audit/", audit.audit, name="audit"),
    path("audit/verify", audit.verify, name="audit_verify"),
    path("help/", help_pages.help_pages, name="help"),
    path("help/<str:topic>", help_pages.topic, name="help_topic"),
    path("styleguide", styleguide.styleguide, name="styleguide"),
]

urlpatterns = [*open_addresses, *account_addresses, *screen_addresses]
