"""Addresses of feedback."""

from django.urls import path

from nitka.feedback.views import rate, rules, task_file, tasks

app_name = "feedback"
urlpatterns = [
    path("rate/<str:token>", rate.RateView.as_view(), name="rate"),
    path("w/<slug:slug>/settings/surveys/", rules.index, name="rules"),
    path("w/<slug:slug>/settings/surveys/least/", rules.least, name="least"),
    path("w/<slug:slug>/tasks/", tasks.index, name="tasks"),
    path("w/<slug:slug>/tasks/export/", task_file.export, name="tasks_export"),
    path("w/<slug:slug>/tasks/<int:number>/", tasks.detail, name="task"),
    path("w/<slug:slug>/tasks/<int:number>/owner/", tasks.owner, name="task_owner"),
    path("w/<slug:slug>/tasks/<int:number>/steps/", tasks.steps, name="task_steps"),
    path("w/<slug:slug>/tasks/<int:number>/message/", tasks.message, name="task_message"),
    path("w/<slug:slug>/tasks/<int:number>/closure/", tasks.closure, name="task_closure"),
]
