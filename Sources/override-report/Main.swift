import ArgumentParser
import UnixSignals

@main struct Main: ParsableCommand { func run() {} }
