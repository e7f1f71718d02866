#pragma once

#include "views/network/network_panel.h"

#include <QObject>

class QMainWindow;

namespace waferscope {

class Document;
class Settings;
class WindowActions;
class WindowParts;

/// Which panels are seen and how large: by what is open, by the window's width, as the person wants it, and as it was
/// in the run of the program before.
class PanelPresenter : public QObject {
    Q_OBJECT
public:
    PanelPresenter(QMainWindow& window, const WindowParts& parts, const WindowActions& actions,
                   const Document& document, Settings& settings);

    void keep(); ///< for the next run

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< of the window: its size

private:
    enum class Room { Unknown, Narrow, Wide };

    void connectActions();
    void restore();
    void reset();
    void showOpened();
    void setDocks(bool shown);
    void fold(Room room);
    void hidePanels(bool hidden);
    void updateStrip();
    void showGraph(bool large);
    void followPage(NetworkPanel::Page page);
    void findLayer();
    void fillScreen(bool full);
    [[nodiscard]] Room roomOfWindow() const;

    QMainWindow& m_window;
    const WindowParts& m_parts;
    const WindowActions& m_actions;
    const Document& m_document;
    Settings& m_settings;
    Room m_room = Room::Unknown;
    bool m_stripBeforeHiding = true;
};

} // namespace waferscope
