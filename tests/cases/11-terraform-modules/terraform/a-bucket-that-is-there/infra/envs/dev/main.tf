module "app" {
  source = "../../modules/vm"
}

module "platform" {
  source = "../../modules/platform"
}
