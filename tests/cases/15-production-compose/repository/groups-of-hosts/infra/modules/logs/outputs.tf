output "log_group_arns" { value = { for host, it in aws_cloudwatch_log_group.host : host => it.arn } }
output "log_group_names" { value = { for host, it in aws_cloudwatch_log_group.host : host => it.name } }
