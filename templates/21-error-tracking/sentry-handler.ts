import { setupExpressErrorHandler } from "@sentry/node";

// Reports the errors of the routes above; what answers them comes after
setupExpressErrorHandler(<%= app %>);
