#pragma once

#include "views/canvas/canvas.h"
#include "views/network/network_camera.h"

#include <optional>
#include <vector>

class QHelpEvent;

namespace waferscope {

/// The network as a graph of layers and folded blocks: camera, mouse and keys around a NetworkPicture. It reports what
/// the person does and shows what it is told. Nothing is painted and no timer runs while nothing changes.
///
/// Beside what a Canvas does: a drag pans, a click chooses, a double click opens or closes a block, as do its + and −.
/// Up and down walk along the streams, left and right along a row; Return opens and closes; F fits; Escape chooses
/// nothing.
class NetworkGraphView : public Canvas {
    Q_OBJECT
public:
    explicit NetworkGraphView(QWidget* parent = nullptr);

    [[nodiscard]] const NetworkPicture& picture() const { return m_picture; }
    [[nodiscard]] const OpenBlocks& openBlocks() const { return m_open; }

    /// Blocks that were open stay so if it is the same network at other sizes. None: an empty pane.
    void setOutline(const std::optional<NetworkOutline>& outline);
    void choose(const LayerNode* layer); ///< none: nothing; emits nothing
    void setKernel(std::optional<KernelId> kernel); ///< whose layers are marked
    void setFound(const std::vector<const LayerNode*>& layers); ///< the others are dimmed
    void endSearch();
    void setNotice(const QString& notice);

    [[nodiscard]] QString toolTipAt(QPointF place) const;

    QSize sizeHint() const override { return {344, 480}; }

public Q_SLOTS:
    void fit() override; ///< the whole network
    void openAll();
    void closeAll();
    void toggle(std::size_t block);

Q_SIGNALS:
    void layerChosen(const waferscope::LayerNode* layer); ///< none: nothing, or an input or output of the network
    void layerActivated(const waferscope::LayerNode* layer);
    void contextMenuWanted(QPoint place); ///< in global coordinates

protected:
    void panBy(QPointF offset) override;
    void zoomBy(double factor, QPointF at) override;
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
    void rebuild();
    void beginAgain();
    void chooseNode(std::optional<std::size_t> node);
    void activate();
    void walk(Qt::Key key);
    void pointAt(std::optional<QPointF> at);
    void showFound();
    void showToolTip(const QHelpEvent& event);
    [[nodiscard]] std::optional<std::size_t> blockOfGlyphAt(QPointF at) const;

    NetworkPicture m_picture;
    NetworkCamera m_camera; ///< of the picture
    std::optional<NetworkOutline> m_outline;
    OpenBlocks m_open;
    const LayerNode* m_chosen = nullptr; ///< of the outline's tree
    std::optional<std::vector<const LayerNode*>> m_found; ///< none: nobody searches
    bool m_dragging = false;
    std::optional<QPointF> m_pressed;
    QPointF m_last; ///< of the pointer, while pressed
};

} // namespace waferscope
