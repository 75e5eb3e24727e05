"""The guarded state field: a state moves through an action or not at all.

django-fsm-2's ``protected=True`` drops its guard for the whole process while any thread refreshes a row, and for good
after a failed refresh. This field keeps its guard per context instead (tested in ``tests/portal/test_state_guard.py``).
"""

from contextvars import ContextVar
from typing import Any

from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor

_loading: ContextVar[bool] = ContextVar("fsm_loading", default=False)


class GuardedDescriptor(FSMFieldDescriptor):
    """Refuses assignment once the instance holds a state, except while the row is being reloaded."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        if self.field.name in instance.__dict__ and not _loading.get():
            raise AttributeError(f"{self.field.name} 只能由动作改变，不能直接赋值")
        self.field.set_proxy(instance, value)
        self.field.set_state(instance, value)


class GuardedFSMField(FSMField):
    """An FSM field whose protection is a property of the context, not of the shared field object."""

    descriptor_class = GuardedDescriptor


class GuardedStateModel(models.Model):
    """Opens the guard for one reload of one instance in one context."""

    class Meta:
        abstract = True

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        token = _loading.set(True)
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            _loading.reset(token)
