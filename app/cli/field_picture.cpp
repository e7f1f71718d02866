#include "app/cli/field_picture.h"

#include "views/drawing/wafer_picture.h"

#include <QGuiApplication>

#include <clocale>
#include <optional>

namespace waferscope {

namespace {

/// Fonts and images need an application. A test has its own; `wafer` makes one that needs no display.
class OffscreenApplication {
public:
    OffscreenApplication()
    {
        if (qApp != nullptr)
            return;
        qputenv("QT_QPA_PLATFORM", "offscreen");
        m_application.emplace(m_argumentCount, m_arguments);
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
