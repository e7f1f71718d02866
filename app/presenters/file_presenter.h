#pragma once

#include "app/window/file_drop.h"

#include <QObject>
#include <QString>

class QWidget;

namespace waferscope {

class Document;
class MessageBar;
class Opener;
class Settings;
class WindowActions;

/// What is open and where it lies: opened by name, dialog or drop, saved, exported, left for the start page, and named
/// in the window's title. Asks before unsaved changes are lost.
class FilePresenter : public QObject {
    Q_OBJECT
public:
    FilePresenter(QWidget& window, const WindowActions& actions, Document& document, Opener& opener,
                  MessageBar& message, Settings& settings);

    void open(const QString& model); ///< a file or "gallery:NAME"
    [[nodiscard]] bool mayLeave(); ///< nothing is unsaved, or it was saved just now, or the person gives it up

private:
    void connectActions();
    void connectOpener();
    void updateActions();
    void browse();
    bool save();
    bool saveAs();
    void exportBatch();
    void close();
    void updateTitle();

    QWidget& m_window;
    const WindowActions& m_actions;
    Document& m_document;
    Opener& m_opener;
    MessageBar& m_message;
    Settings& m_settings;
    FileDrop m_drop;
};

} // namespace waferscope
