#pragma once

#include "app/jobs/run_controller.h"

#include <QStringList>
#include <QWidget>

#include <array>
#include <memory>

class QSplitter;
class QStackedWidget;
class QToolButton;

namespace waferscope {

class StartPage;
class WaferView;
struct WaferContents;

/// The middle of the window: the start page, one wafer, or two side by side with linked cameras. While a layout is
/// searched, the best so far stands in front of them as a picture, which nobody can edit.
class WaferPane : public QWidget {
    Q_OBJECT
public:
    enum class Shown { StartPage, OneWafer, TwoWafers };

    explicit WaferPane(QWidget* parent = nullptr);

    void present(Shown shown);
    [[nodiscard]] Shown shown() const { return m_shown; }
    [[nodiscard]] StartPage& startPage() { return *m_startPage; }
    [[nodiscard]] WaferView& view(PaneSide side) { return *m_views[static_cast<std::size_t>(side)]; }
    [[nodiscard]] const WaferView& view(PaneSide side) const { return *m_views[static_cast<std::size_t>(side)]; }
    [[nodiscard]] bool isShown(PaneSide side) const;
    /// What stands above a wafer while comparing: layouts to choose from, and which it is.
    void setCaption(PaneSide side, const QStringList& layouts, int shown);
    /// In front of what is shown; null takes it away.
    void setSoFar(std::shared_ptr<const WaferContents> contents);

Q_SIGNALS:
    void layoutWanted(waferscope::PaneSide side, int index); ///< of those in the caption

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void addSide(PaneSide side, const char* name);
    void linkCameras();
    void raiseShown();

    Shown m_shown = Shown::StartPage;
    QStackedWidget* m_stack;
    StartPage* m_startPage;
    QSplitter* m_splitter;
    WaferView* m_soFar = nullptr; ///< made when it is first needed
    std::array<WaferView*, kSideCount> m_views{};
    std::array<QToolButton*, kSideCount> m_captions{};
    std::array<QWidget*, kSideCount> m_columns{};
};

} // namespace waferscope
