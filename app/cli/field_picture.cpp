#include "app/cli/field_picture.h"

#include "views/drawing/wafer_picture.h"

#include <QGuiApplication>

#include <clocale>
#include <cstdio>
#include <optional>

namespace waferscope {

namespace {

/// A batch job without a session has no runtime folder, and a picture needs none: nothing to tell the person.
void withoutSessionRemarks(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (!message.startsWith(QLatin1String("QStandardPaths: XDG_RUNTIME_DIR")))
        std::fprintf(stderr, "%s\n", qUtf8Printable(qFormatLogMessage(type, context, message)));
}

/// Fonts and images need an application. A test has its own; `wafer` makes one that needs no display.
class OffscreenApplication {
public:
    OffscreenApplication()
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

private:
    char m_name[6] = "wafer";
    char* m_arguments[2] = {m_name, nullptr};
    int m_argumentCount = 1;
    std::optional<QGuiApplication> m_application;
};

} // namespace

Result<std::size_t> writeFieldPicture(const Layout& layout, const Evaluation& evaluation,
                                      std::shared_ptr<const Field> field, const std::string& file)
{
    constexpr QSize kSize(1400, 900);
    const OffscreenApplication application;
    WaferPicture picture;
    picture.kind = PictureKind::HeatMap;
    picture.contents = contentsOf(layout, evaluation);
    picture.field = std::move(field);
    return writePng(fittedPicture(std::move(picture), kSize), file);
}

} // namespace waferscope
