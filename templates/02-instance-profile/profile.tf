dynamic "iam_instance_profile" {
  for_each = var.iam_instance_profile[*]

  content {
    name = iam_instance_profile.value
  }
}
