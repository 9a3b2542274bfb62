"""Django classes that are generic to the type checker only, made so at run time too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin import ModelAdmin as _ModelAdmin
from django.contrib.auth.forms import BaseUserCreationForm as _BaseUserCreationForm
from django.forms import ModelForm as _ModelForm

if TYPE_CHECKING:
    ModelAdmin = _ModelAdmin
    ModelForm = _ModelForm
    BaseUserCreationForm = _BaseUserCreationForm
else:

    class _Generic:
        def __class_getitem__(cls, item: object) -> type:
            return cls

    class ModelAdmin(_Generic, _ModelAdmin):
        """``ModelAdmin[Company]``"""

    class ModelForm(_Generic, _ModelForm):
        """``ModelForm[Company]``"""

    class BaseUserCreationForm(_Generic, _BaseUserCreationForm):
        """``BaseUserCreationForm[User]``"""
