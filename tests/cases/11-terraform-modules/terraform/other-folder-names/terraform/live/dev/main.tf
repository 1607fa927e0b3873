module "app" {
  source = "../../components/vm"
}

module "platform" {
  source = "../../components/platform"
}
