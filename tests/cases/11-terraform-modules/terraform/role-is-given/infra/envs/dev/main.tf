module "app" {
  source               = "../../modules/vm"
  iam_instance_profile = "made-elsewhere"
}

module "platform" {
  source = "../../modules/platform"
}
