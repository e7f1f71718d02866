#pragma once

#include "views/canvas/canvas.h"
#include "views/drawing/wafer/wafer_picture.h"

#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// An edge or corner of a region that can be dragged. Bits: west 1, east 2, north 4, south 8.
enum class ResizeHandle {
    West = 1,
    East = 2,
    North = 4,
    South = 8,
    NorthWest = 5,
    NorthEast = 6,
    SouthWest = 9,
    SouthEast = 10
};

enum class Motion { Full, Reduced };

/// The wafer in a window: camera, mouse and keys around a WaferPicture. It reports in core terms what the person does
/// and shows what it is told; what a drag means, and whether it is legal, is decided by whoever listens. Nothing is
/// painted and no timer runs while nothing changes. Window's thread only.
///
/// Beside what a Canvas does: middle drag pans, left drag on a region drags it, left drag elsewhere pans, double click
/// activates a region or fits the wafer. Arrow keys nudge the selection by 1 PE (Shift: 10) or pan, Escape cancels a
/// drag or clears the selection.
class WaferView : public Canvas {
    Q_OBJECT
public:
    explicit WaferView(QWidget* parent = nullptr);
    ~WaferView() override;

    [[nodiscard]] const WaferPicture& picture() const; ///< what is shown now, to export or compare
    [[nodiscard]] const Viewport& viewport() const;

    /// What to ask the field's evaluator for: the part that is seen, no finer than it can be shown.
    [[nodiscard]] FieldRequest fieldRequest(FieldKind kind, Reduction reduction = Reduction::Max) const;

    /// False once it has turned out, with the first field, that no OpenGL context can be had: QPainter draws instead.
    [[nodiscard]] bool acceleratedScene() const;

    void setContents(std::shared_ptr<const WaferContents> contents); ///< another fabric size also fits the view
    void setPictureKind(PictureKind kind);
    void setField(std::shared_ptr<const Field> field);
    void setLegend(const LegendSettings& legend);
    void setTheme(ThemeKind theme);
    void setMotion(Motion motion);
    void setLabels(Visibility labels);
    void setRoutes(Visibility routes);
    void setSelection(const std::vector<KernelId>& selection);
    void setFound(const std::vector<KernelId>& kernels); ///< by a search
    void setMarked(std::optional<PeCoord> pe);
    void setGhost(const std::optional<DragGhost>& ghost);
    void setStreaming(const std::optional<StreamingMoment>& moment);
    void setNotice(const QString& notice);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    void fit() override; ///< the whole wafer
    void fitTo(const waferscope::PeRect& rectangle); ///< one region, say
    void centreOn(waferscope::PeCoord pe);
    /// Centre and zoom of another view; this one keeps its size and emits nothing. For linked views.
    void setViewport(const waferscope::Viewport& viewport);
    void cancelDrag();

Q_SIGNALS:
    void viewportChanged(const waferscope::Viewport& viewport);
    void peHovered(std::optional<waferscope::PeCoord> pe); ///< none: the pointer left the fabric
    void kernelHovered(std::optional<waferscope::KernelId> kernel);
    void kernelClicked(std::optional<waferscope::KernelId> kernel,
                       Qt::KeyboardModifiers modifiers); ///< nearest within 6 px
    void kernelActivated(waferscope::KernelId kernel); ///< double click or Return
    void contextMenuWanted(std::optional<waferscope::KernelId> kernel, waferscope::PeCoord pe, QPoint globalPosition);

    /// A kernel is dragged. Origins are whole PEs inside the fabric, snapped to neighbours' edges within 6 px (Alt:
    /// not). A locked kernel is never dragged. The view shows no ghost of its own: who knows what the drag means
    /// answers begun, moved, dropped and cancelled with setGhost.
    void dragBegun(waferscope::KernelId kernel);
    void dragMoved(waferscope::KernelId kernel, waferscope::PeCoord origin);
    void dragDropped(waferscope::KernelId kernel, waferscope::PeCoord origin);
    void resizeBegun(waferscope::KernelId kernel, waferscope::ResizeHandle handle);
    void resizeMoved(waferscope::KernelId kernel, const waferscope::PeRect& wanted);
    void resizeDropped(waferscope::KernelId kernel, const waferscope::PeRect& wanted);
    void dragCancelled(); ///< Escape or a lost mouse; of moves and resizes
    void nudged(int columns, int rows); ///< the selection, by keys

protected:
    void panBy(QPointF offset) override;
    void zoomBy(double factor, QPointF at) override;
    void pinchBy(double factor, QPointF at) override;
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void showCamera();
    void adoptSize();
    void fitNow();
    void stepBy(int columns, int rows);
    void pointAt(std::optional<QPointF> at);
    [[nodiscard]] std::optional<KernelId> kernelAt(QPointF at, double reach) const;

    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace waferscope
