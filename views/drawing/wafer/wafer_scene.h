#pragma once

#include "views/drawing/wafer/field_colours.h"
#include "views/drawing/wafer/wafer_picture.h"

#include <QImage>
#include <QPainter>
#include <QRect>

#include <memory>
#include <optional>

namespace waferscope {

class FieldRenderer;

enum class SceneBackend { OpenGl, Painter };

/// The raster part of the picture: the pane, the bare wafer and the field on it. Draws with VTK in an OpenGL context of
/// its own, which needs no display; where no context can be had, or none is wished, QPainter draws the same. Draws
/// again only when something of it has changed.
class WaferScene {
public:
    explicit WaferScene(SceneBackend wish = SceneBackend::OpenGl);
    ~WaferScene();

    /// Fills the pane. The painter's unit is the logical pixel of picture.viewport.
    void paint(QPainter& painter, const WaferPicture& picture);

    [[nodiscard]] SceneBackend backend() const { return m_backend; }
    [[nodiscard]] int drawCount() const { return m_drawCount; } ///< how often the field had to be drawn

private:
    void drawField(const WaferPicture& picture);
    void openRenderer();

    /// What the last image was made of.
    struct Drawn {
        std::shared_ptr<const Field> field;
        FieldColours colours;
        Viewport viewport;
        ThemeKind theme = ThemeKind::Light;
        friend bool operator==(const Drawn&, const Drawn&) = default;
    };

    SceneBackend m_backend;
    std::unique_ptr<FieldRenderer> m_renderer; ///< made for the first field
    std::optional<Drawn> m_drawn;
    int m_stride = 0; ///< of the field that the renderer holds
    QImage m_image; ///< the part of the pane where the field is seen
    QRect m_place; ///< of m_image in the pane, device pixels
    int m_drawCount = 0;
};

} // namespace waferscope
