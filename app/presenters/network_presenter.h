#pragma once

#include <QObject>

class QWidget;

namespace waferscope {

class Document;
class LayerModel;
class MessageBar;
class NetworkPanel;
class Opener;
class SizeBar;
class WindowActions;
class WindowParts;

/// The open network: its layers, the sizes that it leaves open, and its graph as a file.
class NetworkPresenter : public QObject {
    Q_OBJECT
public:
    NetworkPresenter(QWidget& window, const WindowParts& parts, const WindowActions& actions, const Document& document,
                     Opener& opener);

private:
    void show();
    void updateSizes();
    void exportGraph();

    QWidget& m_window;
    const WindowParts& m_parts;
    const WindowActions& m_actions;
    const Document& m_document;
};

} // namespace waferscope
