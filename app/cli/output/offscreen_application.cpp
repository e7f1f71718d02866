#include "app/cli/output/offscreen_application.h"

#include <clocale>
#include <cstdio>

namespace waferscope {

namespace {

/// A batch job without a session has no runtime folder, and a picture needs none: nothing to tell the person.
void withoutSessionRemarks(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (!message.startsWith(QLatin1String("QStandardPaths: XDG_RUNTIME_DIR")))
        std::fprintf(stderr, "%s\n", qUtf8Printable(qFormatLogMessage(type, context, message)));
}

} // namespace

OffscreenApplication::OffscreenApplication()
{
    if (qApp != nullptr)
        return;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QtMessageHandler before = qInstallMessageHandler(withoutSessionRemarks);
    m_application.emplace(m_argumentCount, m_arguments);
    qInstallMessageHandler(before);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread runs yet
    std::setlocale(LC_ALL, "C"); // the application took the environment's
}

} // namespace waferscope
