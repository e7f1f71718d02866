#pragma once

#include "app/run_controller.h"

#include <QWidget>

#include <array>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace waferscope {

class StartPage;
class WaferView;

/// The middle of the window: the start page, one wafer, or two side by side with linked cameras.
class WaferPane : public QWidget {
    Q_OBJECT
public:
    enum class Shown { StartPage, OneWafer, TwoWafers };

    explicit WaferPane(QWidget* parent = nullptr);

    void present(Shown shown);
    [[nodiscard]] Shown shown() const { return m_shown; }
    [[nodiscard]] StartPage& startPage() { return *m_startPage; }
    [[nodiscard]] WaferView& view(Side side) { return *m_views[static_cast<std::size_t>(side)]; }
    [[nodiscard]] const WaferView& view(Side side) const { return *m_views[static_cast<std::size_t>(side)]; }
    [[nodiscard]] bool isShown(Side side) const;
    void setCaption(Side side, const QString& caption); ///< seen while comparing

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void addSide(Side side, const char* name);
    void linkCameras();

    Shown m_shown = Shown::StartPage;
    QStackedWidget* m_stack;
    StartPage* m_startPage;
    QSplitter* m_splitter;
    std::array<WaferView*, kSideCount> m_views{};
    std::array<QLabel*, kSideCount> m_captions{};
    std::array<QWidget*, kSideCount> m_columns{};
};

} // namespace waferscope
