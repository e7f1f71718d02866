#include "app/program_version.h"
#include "app/window/main_window.h"
#include "core/base/foreign_text.h"
#include "formats/base/output_file.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>

namespace {

constexpr int kUnwritten = 3; ///< as `wafer` ends when it cannot write

struct Options {
    waferscope::Settings::Kind settings = waferscope::Settings::Kind::Kept;
    bool resetLayout = false;
    QStringList models;
};

/// Ends the program when the words that it was asked for have not got to where they should.
void checkStandardOutput()
{
    const waferscope::Result<bool> written = waferscope::endStandardOutput();
    if (written.ok())
        return;
    std::cerr << "waferscope: " << waferscope::shown(written.error().message) << '\n';
    std::_Exit(kUnwritten);
}

/// Ends the program for --help, --version and unknown options.
Options optionsOf(const QCoreApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Maps neural networks on a wafer-scale chip, with live costs."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption safeMode(QStringLiteral("safe-mode"),
                                      QApplication::translate("main", "Read and keep no settings."));
    const QCommandLineOption resetLayout(QStringLiteral("reset-layout"),
                                         QApplication::translate("main", "Forget the window's layout."));
    parser.addOptions({safeMode, resetLayout});
    parser.addPositionalArgument(QStringLiteral("model"),
                                 QApplication::translate("main", "A network, a plan, or gallery:NAME."),
                                 QStringLiteral("[FILE | gallery:NAME]"));
    if (!parser.parse(QCoreApplication::arguments())) {
        std::cerr << "waferscope: " << waferscope::shown(parser.errorText().toStdString()) << '\n';
        std::exit(EXIT_FAILURE); // NOLINT(concurrency-mt-unsafe)
    }
    parser.process(application);
    return {parser.isSet(safeMode) ? waferscope::Settings::Kind::Safe : waferscope::Settings::Kind::Kept,
            parser.isSet(resetLayout), parser.positionalArguments()};
}

/// Help and version need no display.
bool asksOnlyForWords(int argc, char** argv)
{
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    return std::any_of(arguments.begin(), arguments.end(), [](std::string_view argument) {
        return argument == "--version" || argument == "-v" || argument == "--help" || argument == "-h"
            || argument == "--help-all";
    });
}

void nameProgram()
{
    QCoreApplication::setApplicationName(QStringLiteral("waferscope"));
    QCoreApplication::setApplicationVersion(waferscope::programVersion());
}

} // namespace

int main(int argc, char** argv)
{
    nameProgram();
    if (asksOnlyForWords(argc, argv)) {
        std::atexit(checkStandardOutput); // Qt ends the program itself
        const QCoreApplication application(argc, argv);
        optionsOf(application);
        return 0;
    }
    QApplication application(argc, argv);
    // QGuiApplication took the environment's; files are read and written in C. No other thread runs yet.
    std::setlocale(LC_NUMERIC, "C"); // NOLINT(concurrency-mt-unsafe)
    QApplication::setDesktopFileName(QStringLiteral("waferscope"));
    QApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("waferscope"))); // the installed one, if it is
    const Options options = optionsOf(application);

    waferscope::Settings settings(options.settings);
    if (options.resetLayout)
        settings.forgetWindow();
    waferscope::ThemeSwitch theme;
    theme.apply(settings.theme());
    waferscope::MainWindow window(settings, theme);
    window.show();
    if (!options.models.isEmpty())
        window.openModel(options.models.constFirst());
    return QApplication::exec();
}
