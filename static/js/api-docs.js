// The API reference. In a file of its own because the page's policy allows no inline script.
"use strict";

const place = document.getElementById("api-docs");
window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  // A key typed into the page stays in its memory, and nothing is sent to a validator elsewhere.
  persistAuthorization: false,
  validatorUrl: null,
});
