#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace waferscope {

/// The field that layers are searched in, with the count of what was found and buttons to walk through it.
/// Return and Shift+Return walk as well; Escape clears.
class NetworkSearch : public QWidget {
    Q_OBJECT
public:
    explicit NetworkSearch(QWidget* parent = nullptr);

    [[nodiscard]] QString wanted() const;
    void begin(); ///< puts the cursor into it
    void clear();
    void addInFront(QWidget* widget); ///< of the field

    /// "3 of 17"; `current` counts from 1, 0 is none of them.
    void showCount(std::size_t current, std::size_t all);

Q_SIGNALS:
    void wantedChanged(const QString& wanted);
    void nextWanted();
    void previousWanted();
    void left(); ///< by Escape or Down: the page should have the focus

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* addStep(const char* name, const char* icon, const QString& toolTip);

    QLineEdit* m_field;
    QWidget* m_walk; ///< hidden while nobody searches
    QLabel* m_count;
    QToolButton* m_previous;
    QToolButton* m_next;
};

} // namespace waferscope
