"""The app's resources in the API; each room has its own."""

from rest_framework.views import APIView

api_routes: tuple[tuple[str, type[APIView], str], ...] = ()
