import { answerErrors } from "<%= helpers %>/<%= modules.error_handler %>";

// Behind the routes, for the errors that they throw
<%= app %>.use(answerErrors);
