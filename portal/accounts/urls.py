"""Addresses under /accounts/."""

from django.urls import path

from portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("organization/", views.organization, name="organization"),
    path("organization/<int:pk>/english/", views.english, name="english"),
    path("absences/", views.absences, name="absences"),
    path("absences/new/", views.absence_new, name="absence_new"),
    path("absences/<int:pk>/end/", views.absence_end, name="absence_end"),
]
