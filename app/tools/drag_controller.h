#pragma once

#include "app/document/document.h"
#include "views/wafer/wafer_view.h"

#include <QObject>

namespace waferscope {

/// What a drag on the wafer means: a live preview with its legality, one undo step when it is dropped, nothing when it
/// is called off. An illegal drop lands; the evaluation says why.
class DragController : public QObject {
    Q_OBJECT
public:
    DragController(Document& document, WaferView& view, QObject* parent = nullptr);

Q_SIGNALS:
    void failed(const QString& sentence); ///< nothing was changed

private:
    void begin(KernelId kernel);
    void move(KernelId kernel, PeCoord origin);
    void drop(KernelId kernel, PeCoord origin);
    void resize(KernelId kernel, const PeRect& wanted);
    void dropResized(KernelId kernel, const PeRect& wanted);
    void cancel();
    void nudge(int columns, int rows);
    [[nodiscard]] const Mapping* mapping() const; ///< null for weight streaming
    void showGhost(KernelId kernel);

    Document& m_document;
    WaferView& m_view;
    int m_dragId = Document::kNoDrag;
    int m_nudgeId = Document::kNoDrag; ///< of a run of key presses on one kernel
    std::optional<KernelId> m_nudged;
};

} // namespace waferscope
