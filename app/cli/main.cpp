#include "app/cli/command.h"
#include "formats/base/output_file.h"

#include <clocale>
#include <cstdlib>
#include <iostream>
#include <unistd.h>

int main(int argc, char** argv)
{
    // Numbers of files and results never depend on the person's language. No other thread runs yet.
    std::setlocale(LC_ALL, "C"); // NOLINT(concurrency-mt-unsafe)
    using namespace waferscope;
    const bool isPlain = std::getenv("NO_COLOR") != nullptr // NOLINT(concurrency-mt-unsafe)
        || ::isatty(STDOUT_FILENO) == 0;
    const CliStreams streams{std::cout, std::cerr, isPlain ? Emphasis::Plain : Emphasis::Terminal};
    const ExitCode code = runWafer({argv + 1, argv + argc}, streams);
    const Result<bool> written = endStandardOutput();
    return static_cast<int>(written.ok() ? code : report(streams, written.error()));
}
