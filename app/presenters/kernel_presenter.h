#pragma once

#include "app/tools/drag_controller.h"

#include <QObject>

namespace waferscope {

class MessageBar;
class WindowActions;
enum class Lock;

/// What a person does to the selected kernel: drag and resize it on the wafer, lock it, turn it.
class KernelPresenter : public QObject {
    Q_OBJECT
public:
    KernelPresenter(WaferView& wafer, const WindowActions& actions, Document& document, MessageBar& message);

private:
    void setLocked(Lock lock);
    void turn();
    void updateActions();

    const WindowActions& m_actions;
    Document& m_document;
    DragController m_drags;
};

} // namespace waferscope
